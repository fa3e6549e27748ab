from django.urls import path

from . import views

app_name = "addresses"
urlpatterns = [
    path("addresses/", views.address_list, name="list"),
    path("addresses/new/", views.new_address, name="new"),
    path("addresses/<int:address_id>/", views.edit_address, name="edit"),
    path("addresses/<int:address_id>/delete/", views.delete_address, name="delete"),
    path("addresses/<int:address_id>/default/", views.make_default, name="make_default"),
]
