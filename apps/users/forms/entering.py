"""What a browser may send to register and to sign in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from utils.forms import NewPasswordField, NextField, PresentPasswordField, ShopForm
from verifications.sms_code_form import SmsCodeForm

from .. import queries
from ..models import User, validate_not_a_mobile, validate_not_reserved, validate_username
from .choosing_password import check_new_password


class RegisterForm(SmsCodeForm):
    username = forms.CharField(
        label=_("用户名"),
        max_length=20,
        validators=[validate_username, validate_not_a_mobile, validate_not_reserved],
        help_text=_("5–20 个字母、数字、下划线或短横线"),
        error_messages={"required": _("请输入用户名")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = NewPasswordField(help_text=_("至少 8 位，不要太常见，也不要全是数字"))
    password_again = NewPasswordField(label=_("再次输入密码"), error_messages={"required": _("请再输入一次密码")})
    terms = forms.BooleanField(
        label=_("我已阅读并同意服务条款与隐私政策"), error_messages={"required": _("请先同意服务条款与隐私政策")}
    )
    next = NextField()

    field_order = ["username", "password", "password_again", "mobile", "captcha", "captcha_id", "sms_code", "terms"]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if queries.username_count(name):
            raise ValidationError(_("这个用户名已被使用，请换一个"))
        return name

    def clean(self) -> None:
        person = User(username=self.cleaned_data.get("username", ""), mobile=self.cleaned_data.get("mobile", ""))
        check_new_password(self, person)


class PasswordLoginForm(ShopForm):
    login = forms.CharField(
        label=_("用户名或手机号"),
        max_length=20,
        error_messages={"required": _("请输入用户名或手机号")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = PresentPasswordField()
    remember = forms.BooleanField(label=_("14 天内保持登录"), required=False)
    next = NextField()


class CodeLoginForm(SmsCodeForm):
    remember = forms.BooleanField(label=_("14 天内保持登录"), required=False)
    next = NextField()
