"""Takes orders out of the mall into a sheet, which comes back with carriers and numbers (services.shipments)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from users.models import User
from utils.large_tables import id_batches
from utils.logs import mask_mobile

from ..models import InvoiceKind, Order, OrderLine
from ..states import PayMethod, Status

MOST_EXPORTED = 100_000
_AT_ONCE = 500

Cell = str | int | Decimal

#: Each column with its width in characters.
WIDTHS = {
    "number": 24,
    "status": 10,
    "carrier": 14,
    "tracking_number": 20,
    "receiver": 12,
    "mobile": 16,
    "phone": 16,
    "area": 26,
    "place": 36,
    "goods": 60,
    "remark": 24,
    "goods_amount": 12,
    "freight": 10,
    "discount": 10,
    "total": 12,
    "pay_method": 10,
    "user": 16,
    "placed_at": 18,
    "paid_at": 18,
    "shipped_at": 18,
    "invoice_kind": 10,
    "invoice_title": 24,
    "invoice_tax_number": 22,
}
_FIELDS = tuple(name for name in WIDTHS if name not in ("goods", "user"))
_MOMENTS = ("placed_at", "paid_at", "shipped_at")


def headings() -> list[str]:
    own = {"goods": _("商品"), "user": _("用户")}
    return [own.get(name) or str(Order._meta.get_field(name).verbose_name) for name in WIDTHS]  # type: ignore[union-attr]


def count_of(orders: QuerySet[Order]) -> int:
    """How many would be exported; one more than allowed stands for all beyond."""
    return orders.order_by().values("pk")[: MOST_EXPORTED + 1].count()


def exported_rows(orders: QuerySet[Order], *, with_numbers: bool) -> Iterator[list[Cell]]:
    """The cells of each order, the oldest first; telephone numbers masked, unless they are asked for. At most
    MOST_EXPORTED rows, four queries for every 500."""
    choices: dict[str, dict[str, str]] = {  # now: rows are written when the language of the request is forgotten
        "status": {value: str(label) for value, label in Status.choices},
        "pay_method": {value: str(label) for value, label in PayMethod.choices},
        "invoice_kind": {value: str(label) for value, label in InvoiceKind.choices},
    }
    return (
        [_cell(name, row[name], choices, with_numbers) for name in WIDTHS]
        for ids in id_batches(orders, most=MOST_EXPORTED, at_once=_AT_ONCE)
        for row in _rows(ids)
    )


def _rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = list(Order.objects.filter(pk__in=ids).order_by("pk").values("pk", "user_id", *_FIELDS))
    users = dict(User.objects.filter(pk__in={row["user_id"] for row in rows}).values_list("pk", "username"))
    goods: dict[int, list[str]] = defaultdict(list)
    lines = OrderLine.objects.filter(order__in=ids).order_by("pk")
    for order_id, name, specification, count in lines.values_list("order_id", "name", "specification", "count"):
        what = f"{name}（{specification}）" if specification else name
        goods[order_id].append(f"{what} × {count}")
    for row in rows:
        row |= {"goods": "；".join(goods[row["pk"]]), "user": users[row["user_id"]]}
    return rows


def _cell(name: str, value: Any, choices: dict[str, dict[str, str]], with_numbers: bool) -> Cell:
    if name in choices:
        return choices[name][value]
    if name in _MOMENTS:
        return _moment(value)
    if name in ("mobile", "phone") and not with_numbers:
        return mask_mobile(value) if name == "mobile" else _masked_phone(value)
    return value


def _moment(value: datetime | None) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _masked_phone(text: str) -> str:
    """All but the area code."""
    area, dash, rest = text.partition("-")
    return f"{area}{dash}****" if rest else text[:2] + "****" * bool(text)
