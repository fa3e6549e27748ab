from django.urls import path

from . import views

app_name = "areas"
urlpatterns = [
    path("areas/", views.provinces, name="provinces"),
    path("areas/<int:area_id>/", views.children, name="children"),
]
