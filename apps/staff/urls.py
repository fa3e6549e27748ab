from django.urls import path

from . import views

app_name = "staff"
urlpatterns = [
    path("staff/verify/", views.verify, name="verify"),
    path("staff/enrol/", views.enrol, name="enrol"),
    path("staff/enrol/code/", views.enrol_code, name="enrol_code"),
    path("staff/device/", views.device, name="device"),
    path("staff/backup-codes/", views.backup_codes, name="backup_codes"),
]
