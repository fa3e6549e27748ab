from django.urls import path, re_path

from verifications.mobiles import MOBILE_PATTERN

from . import views
from .models import USERNAME_PATTERN

app_name = "users"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("info/", views.account, name="account"),
    re_path(rf"^usernames/(?P<name>{USERNAME_PATTERN})/count/$", views.username_count, name="username_count"),
    re_path(rf"^mobiles/(?P<mobile>{MOBILE_PATTERN})/count/$", views.mobile_count, name="mobile_count"),
]
