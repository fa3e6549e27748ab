from django.urls import path

from .views import changing, reading, settling

app_name = "orders"
urlpatterns = [
    path("orders/", reading.order_list, name="list"),
    path("orders/settlement/", settling.settlement, name="settlement"),
    path("orders/commit/", settling.commit, name="commit"),
    path("orders/success/<str:number>/", reading.success, name="success"),
    path("orders/<str:number>/", reading.detail, name="detail"),
    path("orders/<str:number>/cancel/", changing.cancel, name="cancel"),
    path("orders/<str:number>/receive/", changing.receive, name="receive"),
    path("orders/<str:number>/hide/", changing.hide, name="hide"),
    path("orders/<str:number>/again/", changing.buy_again, name="buy_again"),
]
