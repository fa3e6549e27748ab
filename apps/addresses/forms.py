"""What a browser may send as an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas import queries as areas
from areas.queries import Places
from utils.forms import NextField, ShopForm
from verifications.sms_code_form import MobileField

from .models import Address, validate_phone, validate_printable
from .services import Lines


class OneLineField(forms.CharField):
    """Text for a parcel: one line, whatever was typed or pasted, of characters that can be printed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[validate_printable], **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class AreaField(forms.TypedChoiceField):
    """One of the three selects; the form fills in what can be chosen."""

    def __init__(self, *, level: int, **kwargs: Any) -> None:
        widget = forms.Select(attrs={"autocomplete": f"address-level{level}"})
        super().__init__(coerce=int, widget=widget, **kwargs)

    def offer(self, places: Places) -> None:
        self.choices = [
            ("", self.error_messages["required"]),
            *((str(place.code), place.name) for place in places),
        ]


class AddressForm(ShopForm):
    """Needs data or first values that it may write to: where there is one choice only, it is made."""

    receiver = OneLineField(
        label=_("收货人"),
        max_length=20,
        error_messages={"required": _("请输入收货人姓名")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mobile = MobileField()
    province = AreaField(
        label=_("省份"),
        level=1,
        error_messages={"required": _("请选择省份"), "invalid_choice": _("没有这个省份，请重新选择")},
    )
    city = AreaField(
        label=_("城市"),
        level=2,
        error_messages={"required": _("请选择城市"), "invalid_choice": _("所选城市不属于这个省份，请重新选择城市")},
    )
    district = AreaField(
        label=_("区县"),
        level=3,
        error_messages={"required": _("请选择区县"), "invalid_choice": _("所选区县不属于这个城市，请重新选择区县")},
    )
    place = OneLineField(
        label=_("详细地址"),
        max_length=100,
        help_text=_("街道、小区、楼栋和门牌号"),
        error_messages={"required": _("请输入详细地址")},
        widget=forms.Textarea(attrs={"autocomplete": "street-address", "rows": "2"}),
    )
    phone = forms.CharField(
        label=_("固定电话（选填）"),
        max_length=20,
        required=False,
        validators=[validate_phone],
        help_text=_("例如 010-12345678，有分机时写成 010-12345678-801"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "home tel", "inputmode": "tel"}),
    )
    title = OneLineField(
        label=_("标签（选填）"),
        max_length=20,
        required=False,
        help_text=_("给地址起个名字，例如：家、公司"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "address-titles"}),
    )
    as_default = forms.BooleanField(label=_("设为默认地址"), required=False)
    next = NextField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = self._offer("province", areas.provinces())
        city = self._offer("city", areas.city_choices(province) if province else ())
        self._offer("district", areas.district_choices(city) if city else ())

    @property
    def lines(self) -> Lines:
        given = self.cleaned_data
        return Lines(
            receiver=given["receiver"],
            district_id=given["district"],
            place=given["place"],
            mobile=given["mobile"],
            phone=given["phone"],
            title=given["title"],
        )

    def _offer(self, name: str, places: Places) -> int | None:
        """Offers these places, and returns the one that is chosen.

        Of first values, one that is not offered is dropped; of data it stays, to be refused.
        """
        self.fields[name].offer(places)  # type: ignore[attr-defined]
        values: Any = self.data if self.is_bound else self.initial
        given = str(values.get(name) or "")
        codes = {str(place.code): place.code for place in places}
        if given not in codes and not (self.is_bound and given):
            given = values[name] = next(iter(codes)) if len(codes) == 1 else ""
        return codes.get(given)


def first_values(address: Address) -> dict[str, Any]:
    """The form's first values for an address that is there."""
    names = ("receiver", "mobile", "place", "phone", "title")
    return {name: getattr(address, name) for name in names} | areas.selection_of(address.district_id)._asdict()
