"""What clerks may say about orders."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from utils import sheets
from utils.sheets import Bounds, Cell, Row, SheetRefused

from ..services.shipments import Problem, Wish
from .headings import named, title_of

CARRIERS = ("顺丰速运", "京东快递", "中通快递", "圆通速递", "韵达快递", "申通快递", "极兔速递", "邮政 EMS", "德邦快递")
BOUNDS = Bounds(size=8 * 1024 * 1024, unpacked=64 * 1024 * 1024, rows=2_001, columns=60)
_NUMBER = re.compile(r"[0-9]{20}", re.ASCII)
_AS_SCIENCE = re.compile(r"[0-9.]+E\+[0-9]+", re.ASCII | re.IGNORECASE)
_EXACT = 10**15  # from here on Excel keeps no last digits of a number


class CarrierField(forms.CharField):
    """Usual ones are offered by the list `carriers` on the page; any other may be typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget(attrs={"list": "carriers", "autocomplete": "off"})
        super().__init__(label=_("承运商"), max_length=30, widget=widget, **kwargs)


class TrackingNumberField(forms.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            r"\A[A-Za-z0-9-]{5,40}\Z",
            label=_("运单号"),
            widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
            error_messages={"invalid": _("运单号是 5–40 个字母、数字或短横线")},
            **kwargs,
        )


class ShipForm(forms.Form):
    carrier = CarrierField()
    tracking_number = TrackingNumberField()


class ParcelForm(forms.Form):
    """A line of several: left empty, its order is not sent this time."""

    carrier = CarrierField(required=False)
    tracking_number = TrackingNumberField(required=False)

    def __init__(self, *args: Any, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common_carrier = ""
        for field in self.fields.values():
            label = _t("%(name)s：%(value)s") % {"name": field.label, "value": number}
            field.widget.attrs["aria-label"] = label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["carrier"] = cleaned.get("carrier") or self.common_carrier
        if cleaned.get("tracking_number") and not cleaned["carrier"]:
            self.add_error("carrier", _("请填写承运商"))
        elif self.data.get(self.add_prefix("carrier")) and not cleaned.get("tracking_number") and not self.errors:
            self.add_error("tracking_number", _("请填写运单号"))
        return cleaned


class CommonCarrierForm(forms.Form):
    carrier = CarrierField(required=False, help_text=_("用于下面没有单独填写承运商的订单"))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("取消原因"),
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("买家会在订单进展里看到"),
    )


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=_("格式"),
        choices=(("xlsx", _("xlsx（Excel、WPS）")), ("csv", _("csv（UTF-8）"))),
        initial="xlsx",
        widget=UnfoldAdminRadioSelectWidget,
    )


class ShipmentsForm(forms.Form):
    """A sheet. Once it is valid, `wishes` are what its rows say, `problems` those of the rows that say nothing usable,
    and `left_count` how many rows name no carrier and no number."""

    file = forms.FileField(
        label=_("表格"),
        widget=forms.FileInput({"class": " ".join(INPUT_CLASSES), "accept": ".xlsx,.csv"}),
        allow_empty_file=True,  # it gets our sentence
        help_text=_("xlsx 或 csv，不超过 8 MB、2000 行；要有订单号、承运商、运单号三列，其他列不看"),
        error_messages={"required": _("请选择一个文件")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes: list[Wish] = []
        self.problems: list[Problem] = []
        self.left_count = 0

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            rows = sheets.read_rows(file.file, BOUNDS)
            self._read(rows, _places(next(rows)))
        except SheetRefused as refusal:
            raise ValidationError(sheets.sentence_for(refusal, BOUNDS)) from refusal
        if not self.wishes and not self.problems:
            raise ValidationError(_("没有一行填了承运商和运单号。"))
        return file

    def _read(self, rows: Iterator[Row], places: dict[str, int]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in places.items()}
            number = _text(cells["number"])
            if not _text(cells["carrier"]) and not _text(cells["tracking_number"]):
                self.left_count += 1
                continue
            try:
                if number in seen:
                    raise ValidationError(_t("和第 %(row)d 行是同一个订单") % {"row": seen[number]})
                self.wishes.append(Wish(row.number, _order_number(cells["number"]), *_parcel(cells)))
            except ValidationError as error:
                self.problems.append(Problem(row.number, number, "；".join(error.messages)))
            seen.setdefault(number, row.number)


def _places(row: Row) -> dict[str, int]:
    """The column of each heading that we know; every one has to be there once."""
    found = [(named(_text(cell)), place) for place, cell in enumerate(row.cells)]
    for name in ("number", "carrier", "tracking_number"):
        if [known for known, _place in found].count(name) != 1:
            raise ValidationError(_t("第一行里要有一列「%(column)s」，也只能有一列。") % {"column": title_of(name)})
    return {name: place for name, place in found if name}


def _order_number(cell: Cell) -> str:
    text = _text(cell)
    if isinstance(cell, int | float) or _AS_SCIENCE.fullmatch(text):
        raise ValidationError(_("订单号被当成了数字，后几位已经丢了：请从导出的 xlsx 开始填"))
    if not _NUMBER.fullmatch(text):
        raise ValidationError(_("订单号是 20 位数字"))
    return text


def _parcel(cells: dict[str, Cell]) -> tuple[str, str]:
    tracking = cells["tracking_number"]
    if (isinstance(tracking, int | float) and abs(tracking) >= _EXACT) or _AS_SCIENCE.fullmatch(_text(tracking)):
        raise ValidationError(_("运单号被当成了数字，后几位已经丢了：请把这一列设为文本再填"))
    form = ShipForm({"carrier": _text(cells["carrier"]), "tracking_number": _text(tracking)})
    if not form.is_valid():
        raise ValidationError([_said(name, lines) for name, lines in form.errors.items()])
    return form.cleaned_data["carrier"], form.cleaned_data["tracking_number"]


def _said(name: str, sentences: Any) -> str:
    return _t("%(name)s：%(value)s") % {"name": title_of(name), "value": "，".join(sentences)}


def _text(cell: Cell) -> str:
    """As one line; a whole number as it is shown."""
    if cell is None:
        return ""
    return sheets.plain(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell))
