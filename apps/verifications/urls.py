from django.urls import URLPattern

app_name = "verifications"
urlpatterns: list[URLPattern] = []
