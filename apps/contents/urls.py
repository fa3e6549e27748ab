from django.urls import path

from . import views

app_name = "contents"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/start/", views.search_start, name="search_start"),
    path("search/hot/", views.hot_words, name="hot_words"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
]
