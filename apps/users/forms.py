"""What a browser may send to register and to sign in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms.renderers import Jinja2
from django.utils.translation import gettext_lazy as _

from . import queries
from .models import User, validate_mobile, validate_not_a_mobile, validate_username

PASSWORD_MAX_LENGTH = 128


class NextField(forms.CharField):
    """The page to go on to; checked against our own host when it is used."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, max_length=2000, **kwargs)

    def clean(self, value: Any) -> str:
        """An unusable page is no page: nobody is kept out because of where they came from."""
        try:
            return str(super().clean(value))
        except ValidationError:
            return ""


class MobileField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "numeric"})
        super().__init__(
            label=_("手机号"),
            max_length=11,
            validators=[validate_mobile],
            error_messages={"required": _("请输入手机号")},
            widget=widget,
            **kwargs,
        )


class ShopForm(forms.Form):
    """A form of a shop page: its fields are rendered by Jinja2, as the page is."""

    default_renderer = Jinja2()  # one for all forms: each builds an environment of its own


class SmsCodeForm(ShopForm):
    """The fields around an SMS code. The captcha is needed to ask for a code, not to use it."""

    mobile = MobileField()
    captcha = forms.CharField(
        label=_("图形验证码"),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    captcha_id = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    sms_code = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label=_("短信验证码"),
        error_messages={"invalid": _("短信验证码是 6 位数字"), "required": _("请输入短信验证码")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6"}),
    )

    def can_ask_for_code(self) -> bool:
        """Whether mobile and captcha are fit to ask for a code. Errors of the other fields are dropped: nobody has
        sent those yet."""
        self.full_clean()
        if "captcha_id" in self.errors:
            self.add_error("captcha", _("图形验证码不对或已过期，请输入新图片里的字符"))
        elif not self.cleaned_data.get("captcha") and "captcha" not in self.errors:
            self.add_error("captcha", _("请输入图形验证码"))
        for name in list(self.errors):
            if name not in ("mobile", "captcha"):
                del self.errors[name]
        return not self.errors

    def renew_captcha(self, captcha_id: str) -> None:
        """Shows a new captcha: the old one was used up, or will be drawn anew when the page is shown again."""
        self.data["captcha_id"] = captcha_id  # type: ignore[index]
        self.data["captcha"] = ""  # type: ignore[index]


class RegisterForm(SmsCodeForm):
    username = forms.CharField(
        label=_("用户名"),
        max_length=20,
        validators=[validate_username, validate_not_a_mobile],
        help_text=_("5–20 个字母、数字、下划线或短横线"),
        error_messages={"required": _("请输入用户名")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        help_text=_("至少 8 位，不要太常见，也不要全是数字"),
        error_messages={"required": _("请输入密码")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("再次输入密码"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        error_messages={"required": _("请再输入一次密码")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
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
        password = self.cleaned_data.get("password")
        if not password:
            return
        if password != self.cleaned_data.get("password_again"):
            self.add_error("password_again", _("两次输入的密码不一致"))
        person = User(username=self.cleaned_data.get("username", ""), mobile=self.cleaned_data.get("mobile", ""))
        try:
            validate_password(password, person)
        except ValidationError as problems:
            self.add_error("password", problems)


class PasswordLoginForm(ShopForm):
    login = forms.CharField(
        label=_("用户名或手机号"),
        max_length=20,
        error_messages={"required": _("请输入用户名或手机号")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        error_messages={"required": _("请输入密码")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(label=_("14 天内保持登录"), required=False)
    next = NextField()


class CodeLoginForm(SmsCodeForm):
    remember = forms.BooleanField(label=_("14 天内保持登录"), required=False)
    next = NextField()
