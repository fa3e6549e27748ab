from django.urls import path

from . import views

app_name = "aftersales"
urlpatterns = [
    path("aftersales/", views.request_list, name="list"),
    path("aftersales/<int:aftersale_id>/", views.request_detail, name="detail"),
    path("aftersales/<int:aftersale_id>/withdraw/", views.withdraw, name="withdraw"),
    path("aftersales/<int:aftersale_id>/parcel/", views.send_back, name="send_back"),
    path("orders/<str:number>/lines/<int:line_id>/aftersales/new/", views.ask, name="ask"),
]
