from django.urls import path

from . import views

app_name = "goods"
urlpatterns = [
    path("categories/", views.categories, name="categories"),
    path("list/<int:category_id>/<int:page>/", views.goods_list, name="list"),
]
