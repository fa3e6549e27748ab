"""The fields around an SMS code: what every form that asks for one starts from."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from utils.forms import ShopForm
from utils.logs import mask_mobile

from .mobiles import MOBILE_PATTERN

validate_mobile = RegexValidator(rf"\A{MOBILE_PATTERN}\Z", _("请输入 11 位中国大陆手机号"))


class MobileField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "numeric"})
        super().__init__(
            **{
                "label": _("手机号"),
                "max_length": 11,
                "validators": [validate_mobile],
                "error_messages": {"required": _("请输入手机号")},
                "widget": widget,
                **kwargs,
            }
        )


class SmsCodeForm(ShopForm):
    """The captcha is needed to ask for a code, not to use it."""

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

    @property
    def shown_mobile(self) -> str:
        """The number as the page shows it: masked when the mall knows it and nobody typed it."""
        number = str(self["mobile"].value() or "")
        return mask_mobile(number) if self.fields["mobile"].disabled else number

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
