"""What a browser may send about an order."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addresses.models import validate_printable
from utils.forms import ShopForm

from .models import InvoiceKind
from .services.placing import Wishes
from .states import PayMethod

#: 15 or 20 digits and letters, or the 18 of the unified social credit code, which leaves out I, O, S, V and Z.
_TAX_NUMBER = re.compile(r"[0-9A-Z]{15}|[0-9A-HJ-NPQRTUWXY]{18}|[0-9A-Z]{20}")

_REASONS = {
    "mind": gettext_lazy("不想买了"),
    "wrong": gettext_lazy("商品、规格或数量选错了"),
    "address": gettext_lazy("收货地址填错了"),
    "price": gettext_lazy("别处更便宜"),
    "slow": gettext_lazy("等得太久"),
    "other": gettext_lazy("其他原因"),
}
_LARGEST = 2**31 - 1


def pay_methods() -> list[tuple[str, Any]]:
    """The ways to pay that this mall offers now, the usual one first."""
    return [
        (method.value, method.label) for method in PayMethod if method != PayMethod.ALIPAY or settings.ALIPAY_APP_ID
    ]


class ChosenAddressField(forms.IntegerField):
    """The id of an address to reckon with; what is not one is none."""

    def clean(self, value: Any) -> int | None:
        try:
            return super().clean(value)
        except ValidationError:
            return None


class ChosenForm(ShopForm):
    """One SKU that is bought at once; without it, what is ticked in the cart. And where it goes."""

    address = ChosenAddressField(required=False)

    sku = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST, widget=forms.HiddenInput)
    count = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("购买数量要是 1 到 9999 之间的整数，请回到商品页重新选择"),
        ),
    )

    @property
    def counts(self) -> dict[int, int]:
        """By SKU; empty for the cart."""
        sku = self.cleaned_data.get("sku")
        return {sku: self.cleaned_data.get("count") or 1} if sku else {}


class SettlementForm(ShopForm):
    """What the buyer chooses on the settlement page. Whose address it is, place_order asks."""

    ticket = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)
    address = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), gettext_lazy("请选择收货地址")),
    )
    pay_method = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("请选择支付方式"),
            "invalid_choice": gettext_lazy("没有这种支付方式，请重新选择"),
        },
    )
    remark = forms.CharField(
        label=gettext_lazy("备注（选填）"),
        required=False,
        max_length=200,
        validators=[validate_printable],
        help_text=gettext_lazy("想对商家说的话，最多 200 个字"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    invoice_kind = forms.ChoiceField(
        required=False,
        choices=InvoiceKind.choices,
        error_messages={"invalid_choice": gettext_lazy("没有这种发票，请重新选择")},
    )
    invoice_title = forms.CharField(
        label=gettext_lazy("发票抬头"),
        required=False,
        max_length=100,
        validators=[validate_printable],
        help_text=gettext_lazy("个人可以不填；企业请填营业执照上的全称"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    invoice_tax_number = forms.CharField(
        label=gettext_lazy("税号"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("企业必填，15、18 或 20 位数字和字母"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_method"].choices = pay_methods()  # type: ignore[attr-defined]

    def clean_invoice_tax_number(self) -> str:
        """As a machine prints it: people paste it in groups and in small letters."""
        return re.sub(r"\s", "", self.cleaned_data["invoice_tax_number"]).upper()

    def clean(self) -> None:
        """Only a company's invoice has a tax number; what was typed for an invoice that nobody wants is forgotten."""
        given = self.cleaned_data
        kind = given["invoice_kind"] = given.get("invoice_kind") or InvoiceKind.NONE
        if kind == InvoiceKind.COMPANY:
            self._clean_company()
            return
        for name in (
            ("invoice_tax_number",) if kind == InvoiceKind.PERSONAL else ("invoice_tax_number", "invoice_title")
        ):
            self.errors.pop(name, None)
            given[name] = ""
        if kind == InvoiceKind.PERSONAL:
            given["invoice_title"] = given.get("invoice_title") or _("个人")

    def _clean_company(self) -> None:
        number = self.cleaned_data.get("invoice_tax_number", "")
        if "invoice_title" not in self.errors and not self.cleaned_data.get("invoice_title"):
            self.add_error("invoice_title", ValidationError(_("请填写企业全称")))
        if "invoice_tax_number" not in self.errors and not _TAX_NUMBER.fullmatch(number):
            self.add_error("invoice_tax_number", ValidationError(_("请填写 15、18 或 20 位的税号，只有数字和大写字母")))

    @property
    def wishes(self) -> Wishes:
        given = self.cleaned_data
        return Wishes(
            address_id=given["address"],
            pay_method=PayMethod(given["pay_method"]),
            remark=given["remark"],
            invoice_kind=InvoiceKind(given["invoice_kind"]),
            invoice_title=given["invoice_title"],
            invoice_tax_number=given["invoice_tax_number"],
        )


class CancelForm(ShopForm):
    """Why somebody cancels."""

    reason_key = forms.ChoiceField(
        label=gettext_lazy("取消的原因"),
        choices=_REASONS.items,
        error_messages={
            "required": gettext_lazy("请选择取消的原因"),
            "invalid_choice": gettext_lazy("请选择取消的原因"),
        },
    )

    @property
    def reason(self) -> str:
        """In the words of the page, for the timeline."""
        return str(_REASONS[self.cleaned_data["reason_key"]])
