from django.urls import path, re_path

from verifications.mobiles import MOBILE_PATTERN

from .models import USERNAME_PATTERN
from .views import entering, sign_ins

app_name = "users"
urlpatterns = [
    path("register/", entering.register, name="register"),
    path("login/", entering.login, name="login"),
    path("logout/", entering.logout, name="logout"),
    path("info/sign-ins/<int:sign_in_id>/end/", sign_ins.end_sign_in, name="end_sign_in"),
    path("info/sign-ins/end-others/", sign_ins.end_other_sign_ins, name="end_other_sign_ins"),
    re_path(rf"^usernames/(?P<name>{USERNAME_PATTERN})/count/$", entering.username_count, name="username_count"),
    re_path(rf"^mobiles/(?P<mobile>{MOBILE_PATTERN})/count/$", entering.mobile_count, name="mobile_count"),
]
