"""What a developer may send to themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from verifications.mobiles import MOBILE_PATTERN


class SmsToSelfForm(forms.Form):
    kind = "sms"
    mobile = forms.RegexField(
        rf"\A{MOBILE_PATTERN}\Z",
        label=_("手机号"),
        initial="13800138000",
        error_messages={"invalid": _("请输入 11 位中国大陆手机号"), "required": _("请输入手机号")},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "off"}),
    )


class MailToSelfForm(forms.Form):
    kind = "mail"
    address = forms.EmailField(
        label=_("邮箱"),
        initial="shopper@example.com",
        error_messages={"invalid": _("请输入有效的邮箱地址"), "required": _("请输入邮箱地址")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
