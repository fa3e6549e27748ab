from django.urls import path

from . import views

app_name = "payment"
urlpatterns = [
    path("payment/status/", views.status, name="status"),
    path("payment/notify/", views.notify, name="notify"),
    path("payment/<str:number>/", views.pay, name="pay"),
]
