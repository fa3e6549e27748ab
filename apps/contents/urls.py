from django.urls import URLPattern

app_name = "contents"
urlpatterns: list[URLPattern] = []
