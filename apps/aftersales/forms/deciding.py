"""What staff say about a request."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

NOTE = 200  # characters


class WordsField(forms.CharField):
    """What the buyer will read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": "2"})
        super().__init__(**{"max_length": NOTE, "widget": widget, "help_text": _("买家会看到"), **kwargs})


class AgreeForm(forms.Form):
    """To what is paid back without being sent back."""

    note = WordsField(label=_("给买家的话（选填）"), required=False)


class AgreeToReturnForm(AgreeForm):
    return_address = WordsField(label=_("寄回地址"), help_text=_("收件人、电话和地址，买家会看到"))
    field_order = ("return_address", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["return_address"] = settings.AFTERSALES_RETURN_ADDRESS


class RejectForm(forms.Form):
    note = WordsField(label=_("不通过的原因"), error_messages={"required": _("请写明原因，买家会看到。")})


class ReceiveForm(AgreeForm):
    is_sellable = forms.TypedChoiceField(
        label=_("收到的商品"),
        choices=(("", _("请选择")), ("yes", _("完好，可以再次销售，放回库存")), ("no", _("不能再次销售，不放回库存"))),
        coerce=lambda value: value == "yes",
        widget=UnfoldAdminSelectWidget,
        error_messages={"required": _("请选择商品能否再次销售。")},
    )
    field_order = ("is_sellable", "note")
