from django.urls import path

from . import views

app_name = "carts"
urlpatterns = [
    path("carts/", views.cart, name="cart"),
    path("carts/count/", views.size, name="size"),
    path("carts/add/<int:sku_id>/", views.add, name="add"),
    path("carts/buy/<int:sku_id>/", views.buy_now, name="buy_now"),
    path("carts/update/", views.change_counts, name="change_counts"),
    path("carts/<int:sku_id>/count/", views.change_count, name="change_count"),
    path("carts/<int:sku_id>/tick/", views.tick, name="tick"),
    path("carts/<int:sku_id>/remove/", views.remove, name="remove"),
    path("carts/tick/", views.tick_all, name="tick_all"),
    path("carts/clear/", views.remove_off_shelf, name="remove_off_shelf"),
    path("carts/checkout/", views.check_out, name="check_out"),
]
