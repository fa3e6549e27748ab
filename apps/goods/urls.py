from django.urls import path

from .views import browsing, listing, personal, product, suggesting

app_name = "goods"
urlpatterns = [
    path("categories/", browsing.categories, name="categories"),
    path("list/<int:category_id>/<int:page>/", listing.goods_list, name="list"),
    path("search/", listing.search, name="search"),
    path("search/suggest/", suggesting.suggest, name="suggest"),
    path("search/suggestions/", suggesting.suggestions, name="suggestions"),
    path("detail/<int:sku_id>/", product.detail, name="detail"),
    path("detail/<int:sku_id>/mine/", personal.mine, name="mine"),
    path("detail/<int:sku_id>/favourite/", personal.favour, name="favour"),
    path("detail/<int:sku_id>/unfavourite/", personal.unfavour, name="unfavour"),
    path("favourites/", personal.favourites, name="favourites"),
    path("history/", personal.history, name="history"),
    path("history/clear/", personal.clear_history, name="clear_history"),
    path("history/<int:sku_id>/forget/", personal.forget_look, name="forget_look"),
]
