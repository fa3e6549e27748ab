from django.urls import path

from utils.languages import in_each_language

from .views import browsing, listing, personal, product, suggesting

app_name = "goods"
urlpatterns = [
    path("categories/", in_each_language(browsing.categories), name="categories"),
    path("list/<int:category_id>/<int:page>/", in_each_language(listing.goods_list), name="list"),
    path("search/", listing.search, name="search"),
    path("search/suggest/", suggesting.suggest, name="suggest"),
    path("search/suggestions/", suggesting.suggestions, name="suggestions"),
    path("detail/<int:sku_id>/", in_each_language(product.detail), name="detail"),
    path("detail/<int:sku_id>/mine/", personal.mine, name="mine"),
    path("detail/<int:sku_id>/favourite/", personal.favour, name="favour"),
    path("detail/<int:sku_id>/unfavourite/", personal.unfavour, name="unfavour"),
    path("for-me/", personal.for_me, name="for_me"),
    path("favourites/", personal.favourites, name="favourites"),
    path("history/", personal.history, name="history"),
    path("history/clear/", personal.clear_history, name="clear_history"),
    path("history/<int:sku_id>/forget/", personal.forget_look, name="forget_look"),
]
