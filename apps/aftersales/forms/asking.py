"""What a browser may send about money that is to go back."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from utils.forms import ShopForm
from utils.pictures import PicturesField

from ..models import MOST_PICTURES
from ..queries import Offer
from ..refusals import ANSWERS
from ..rules import KindGone
from ..services.asking import Wish
from ..states import REASONS, Kind, Reason


class AskForm(ShopForm):
    """What may be asked for now is in the offer; the service looks again."""

    kind = forms.TypedChoiceField(
        label=_("售后类型"),
        coerce=Kind,
        error_messages={"required": _("请选择售后类型"), "invalid_choice": _("请重新选择售后类型")},
    )
    count = forms.IntegerField(
        label=_("退几件"),
        min_value=1,
        error_messages={
            "required": _("请输入件数"),
            "invalid": _("件数请填数字"),
            "min_value": _("至少退 1 件"),
            "max_value": _("这件商品最多还能退 %(limit_value)d 件"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.TypedChoiceField(
        label=_("原因"),
        coerce=Reason,
        error_messages={"required": _("请选择原因"), "invalid_choice": _("请重新选择原因")},
    )
    text = forms.CharField(
        label=_("说明（选填）"),
        required=False,
        max_length=500,
        error_messages={"max_length": _("说明最多 500 字")},
        help_text=_("哪里不对、希望怎样处理，最多 500 字"),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    pictures = PicturesField(
        label=_("凭证图片（选填）"),
        most=MOST_PICTURES,
        required=False,
        help_text=_("最多 6 张，每张不超过 5 MB；破损、发错时请拍下商品和包装，不要拍到证件"),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"count": offer.most, "kind": offer.kinds[0]}
        count = self.fields["count"]
        count.validators.append(MaxValueValidator(offer.most, count.error_messages["max_value"]))
        count.widget.attrs["max"] = offer.most
        self._offer("kind", offer.kinds)
        self.asks_kind = len(offer.kinds) > 1  # otherwise the page sends the only one there is
        self._offer(
            "reason", dict.fromkeys(reason for kind in offer.kinds for reason in REASONS[kind]), _("请选择原因")
        )

    def clean(self) -> dict[str, Any]:
        if not self.asks_kind and self.has_error("kind"):
            del self.errors["kind"]
            self.add_error(None, str(ANSWERS[KindGone].sentence))
        return self.cleaned_data

    @property
    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(kind=given["kind"], count=given["count"], reason=given["reason"], text=given["text"])

    def _offer(self, name: str, choices: Any, blank: Any = None) -> None:
        field: Any = self.fields[name]
        field.choices = [*([("", blank)] if blank else []), *((each.value, each.label) for each in choices)]


_PARCEL_NUMBER = RegexValidator(r"\A[A-Za-z0-9-]{5,40}\Z", _("运单号是 5–40 位字母、数字或短横线"))


class ParcelForm(ShopForm):
    carrier = forms.CharField(
        label=_("快递公司"),
        max_length=30,
        error_messages={"required": _("请输入快递公司")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tracking_number = forms.CharField(
        label=_("运单号"),
        max_length=40,
        validators=[_PARCEL_NUMBER],
        error_messages={"required": _("请输入运单号")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
