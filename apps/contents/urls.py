from django.urls import path

from utils.languages import in_each_language

from . import views

app_name = "contents"
urlpatterns = [
    path("", in_each_language(views.home), name="home"),
    path("search/start/", views.search_start, name="search_start"),
    path("search/hot/", views.hot_words, name="hot_words"),
    path("terms/", in_each_language(views.terms), name="terms"),
    path("privacy/", in_each_language(views.privacy), name="privacy"),
]
