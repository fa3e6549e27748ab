"""What a browser may send to bind or unbind QQ."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from users.models import User
from utils.forms import NewPasswordField, PresentPasswordField, ShopForm
from verifications.sms_code_form import SmsCodeForm

_TOKEN_MAX_LENGTH = 400


class TokenField(forms.CharField):
    """The token that the page was given; the view reads it, whatever else the form holds."""

    def __init__(self) -> None:
        super().__init__(max_length=_TOKEN_MAX_LENGTH, required=False, widget=forms.HiddenInput)


class MobileForm(SmsCodeForm):
    """Whose mobile is it?"""

    token = TokenField()


class KnownPersonForm(ShopForm):
    """The mobile has an account: its password."""

    present_password = PresentPasswordField(label=_("美多账号的密码"))
    token = TokenField()


class NewPersonForm(ShopForm):
    """The mobile has no account: a password for the new one."""

    password = NewPasswordField(label=_("设置密码"), help_text=_("至少 8 位，不要太常见，也不要全是数字"))
    password_again = NewPasswordField(label=_("再次输入密码"), error_messages={"required": _("请再输入一次密码")})
    terms = forms.BooleanField(
        label=_("我已阅读并同意服务条款与隐私政策"), error_messages={"required": _("请先同意服务条款与隐私政策")}
    )
    token = TokenField()

    def __init__(self, *arguments: Any, mobile: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._mobile = mobile

    def clean(self) -> None:
        password = self.cleaned_data.get("password")
        if not password:
            return
        if password != self.cleaned_data.get("password_again"):
            self.add_error("password_again", _("两次输入的密码不一致"))
        try:
            validate_password(password, User(mobile=self._mobile))
        except ValidationError as problems:
            self.add_error("password", problems)


class ConfirmForm(ShopForm):
    """The signed-in person's password, before QQ is bound or unbound."""

    present_password = PresentPasswordField(label=_("登录密码"))
