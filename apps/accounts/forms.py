"""What a browser may send about a person's own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utils.forms import PresentPasswordField, ShopForm


class DeletionForm(ShopForm):
    present_password = PresentPasswordField(label=_("当前密码"))
    understood = forms.BooleanField(
        label=_("我知道删除后账号和资料都不能恢复"), error_messages={"required": _("请先勾选，确认您知道后果")}
    )
