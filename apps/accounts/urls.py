from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("info/", views.home, name="home"),
    path("info/security/", views.security, name="security"),
]
