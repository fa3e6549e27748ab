from django.urls import path, re_path

from verifications.mobiles import MOBILE_PATTERN

from .models import USERNAME_PATTERN
from .views import email_address, entering, mobile, passwords, sign_ins

app_name = "users"
urlpatterns = [
    path("register/", entering.register, name="register"),
    path("login/", entering.login, name="login"),
    path("logout/", entering.logout, name="logout"),
    path("password/reset/", passwords.reset_password, name="reset_password"),
    path("password/reset/sent/", passwords.reset_link_sent, name="reset_link_sent"),
    path("password/reset/new/", passwords.set_new_password, name="set_new_password"),
    path("password/reset/<str:token>/", passwords.open_reset_link, name="open_reset_link"),
    path("info/password/", passwords.change_password, name="change_password"),
    path("info/mobile/", mobile.mobile, name="mobile"),
    path("info/email/", email_address.email, name="email"),
    path("info/email/resend/", email_address.resend_verification, name="resend_verification"),
    path("email/verify/<str:token>/", email_address.verify_email, name="verify_email"),
    path("info/sign-ins/<int:sign_in_id>/end/", sign_ins.end_sign_in, name="end_sign_in"),
    path("info/sign-ins/end-others/", sign_ins.end_other_sign_ins, name="end_other_sign_ins"),
    re_path(rf"^usernames/(?P<name>{USERNAME_PATTERN})/count/$", entering.username_count, name="username_count"),
    re_path(rf"^mobiles/(?P<mobile>{MOBILE_PATTERN})/count/$", entering.mobile_count, name="mobile_count"),
]
