from django.urls import path

from . import own_data_views, views

app_name = "accounts"
urlpatterns = [
    path("info/", views.home, name="home"),
    path("info/security/", views.security, name="security"),
    path("info/data/", own_data_views.own_data, name="own_data"),
    path("info/data/export/", own_data_views.request_export, name="request_export"),
    path("info/data/<str:export_token>/", own_data_views.download_export, name="download_export"),
    path("info/delete/", own_data_views.deletion, name="deletion"),
    path("info/delete/cancel/", own_data_views.cancel_deletion, name="cancel_deletion"),
]
