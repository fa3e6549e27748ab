from django.urls import path

from . import views

app_name = "reviews"
urlpatterns = [
    path("orders/<number>/lines/<int:line_id>/review/", views.write, name="write"),
    path("reviews/waiting/", views.waiting, name="waiting"),
    path("reviews/mine/", views.mine, name="mine"),
    path("detail/<int:sku_id>/reviews/", views.first, name="first"),
    path("goods/<int:spu_id>/reviews/", views.of_product, name="of_product"),
    path("goods/<int:spu_id>/reviews/<slug:choice>/<int:page>/", views.of_product, name="chosen"),
]
