from django.urls import path

from . import views

app_name = "verifications"
urlpatterns = [
    path("captcha/<str:captcha_id>.png", views.captcha_image, name="captcha_image"),
    path("captcha/<str:captcha_id>.wav", views.captcha_audio, name="captcha_audio"),
]
