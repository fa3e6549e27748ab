"""What a browser may send to change or recover an account."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from utils.forms import NewPasswordField, PresentPasswordField, ShopForm
from verifications.sms_code_form import MobileField, SmsCodeForm

from ..models import User
from .choosing_password import check_new_password


class EmailField(forms.EmailField):
    """Letters of the Latin alphabet only: databases and mail servers disagree about which others are the same.

    Nothing that a mail program would decode or unquote either: the letter would go to another address than the one
    that was typed, counted and kept.
    """

    def __init__(self) -> None:
        super().__init__(
            label=_("邮箱"),
            max_length=254,
            error_messages={"required": _("请输入邮箱地址"), "invalid": _("请输入有效的邮箱地址")},
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )

    def clean(self, value: Any) -> str:
        address = str(super().clean(value))
        if not address.isascii() or re.search(r'["\[]|=\?', address):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class NewPasswordForm(ShopForm):
    password = NewPasswordField(label=_("新密码"), help_text=_("至少 8 位，不要太常见，也不要全是数字"))
    password_again = NewPasswordField(label=_("再次输入新密码"), error_messages={"required": _("请再输入一次密码")})

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> None:
        check_new_password(self, self.person)


class ChangePasswordForm(NewPasswordForm):
    present_password = PresentPasswordField(label=_("现在的密码"))

    field_order = ["present_password", "password", "password_again"]


class ResetByMobileForm(SmsCodeForm):
    pass


class ResetByMailForm(ShopForm):
    email = EmailField()


class EmailForm(ShopForm):
    email = EmailField()
    present_password = PresentPasswordField(label=_("登录密码"))


class PresentMobileForm(SmsCodeForm):
    """The number is the account's; nothing that is posted changes it."""

    mobile = MobileField(disabled=True)


class NewMobileForm(SmsCodeForm):
    mobile = MobileField(label=_("新手机号"))
