from django.urls import path

from .views import browsing, product

app_name = "goods"
urlpatterns = [
    path("categories/", browsing.categories, name="categories"),
    path("list/<int:category_id>/<int:page>/", browsing.goods_list, name="list"),
    path("detail/<int:sku_id>/", product.detail, name="detail"),
]
