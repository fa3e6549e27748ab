from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from utils.forms import NextField, PresentPasswordField, ShopForm

_TYPED_IN_GROUPS = str.maketrans("", "", " -\u3000")


class CodeField(forms.CharField):
    """A code as people type it: in groups, in capitals."""

    def __init__(self, *, pattern: str, sentence: Any, inputmode: str, **kwargs: Any) -> None:
        super().__init__(
            **kwargs,
            max_length=20,
            validators=[RegexValidator(pattern, sentence)],
            error_messages={"required": sentence},
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "inputmode": inputmode, "autocapitalize": "none"}
            ),
        )

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).translate(_TYPED_IN_GROUPS).lower()


class VerifyForm(ShopForm):
    code = CodeField(
        label=_("验证码"),
        pattern=r"\A([0-9]{6}|[a-z2-7]{8})\Z",
        sentence=_("请输入手机上的 6 位数字，或一个 8 位的备用码"),
        inputmode="text",
    )
    next = NextField()


class FirstCodeForm(ShopForm):
    code = CodeField(
        label=_("手机上显示的 6 位数字"),
        pattern=r"\A[0-9]{6}\Z",
        sentence=_("请输入手机上显示的 6 位数字"),
        inputmode="numeric",
    )
    next = NextField()


class PasswordForm(ShopForm):
    present_password = PresentPasswordField(label=_("登录密码"))
    next = NextField()
