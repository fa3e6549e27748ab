"""Prices, stock and shelf of many SKUs at once: shown first, then written, each into the history of its SKU."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from ..models import SKU
from . import history
from .changing import note_changes

MOST_AT_ONCE = 500
_FEN = Decimal("0.01")
MAX_PRICE = Decimal("99999999.99")  # yuan; what the column holds
MAX_STOCK = 2_147_483_647


class ChangeRefused(Exception):
    """Nothing was changed; `values` are for the sentence that says why."""

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values


class TooMany(ChangeRefused):
    """More SKUs than are changed at once."""


class OutOfRange(ChangeRefused):
    """A new price or stock would be below nothing, or larger than it may be."""


class Moved(ChangeRefused):
    """What was shown is no longer so; the change has to be looked at again."""


class By(StrEnum):
    """How prices and stock are changed."""

    PERCENT = "percent"  # of the price: -10 makes 90 of 100
    AMOUNT = "amount"  # yuan more or fewer
    SET = "set"
    ADD = "add"


@dataclass(frozen=True)
class Line:
    """A SKU with its old and new price, in yuan, or stock."""

    sku: SKU
    old: Decimal | int
    new: Decimal | int


def new_price(price: Decimal, by: By, value: Decimal) -> Decimal:
    """In yuan, rounded half up to the fen."""
    changed = price * (100 + value) / 100 if by is By.PERCENT else price + value
    return changed.quantize(_FEN, ROUND_HALF_UP)


def new_stock(stock: int, by: By, value: int) -> int:
    return value if by is By.SET else stock + value


def price_lines(skus: Iterable[SKU], *, by: By, value: Decimal) -> list[Line]:
    """What the change would make of each price. Raises OutOfRange and TooMany."""
    return _lines(skus, "price", lambda price: new_price(price, by, value), MAX_PRICE)


def stock_lines(skus: Iterable[SKU], *, by: By, value: int) -> list[Line]:
    """What the change would make of each stock. Raises OutOfRange and TooMany."""
    return _lines(skus, "stock", lambda stock: new_stock(stock, by, value), MAX_STOCK)


def prices_shown(lines: Iterable[Line]) -> str:
    """What somebody saw who was shown these prices, in a word."""
    return _word(f"{line.sku.pk}:{line.old}>{line.new}" for line in lines)


def stock_shown(lines: Iterable[Line], by: By, value: int) -> str:
    """What somebody asked for who was shown these lines, in a word; not the stock, from which orders take meanwhile."""
    return _word([by, str(value), *(str(line.sku.pk) for line in lines)])


def change_prices(sku_ids: Sequence[int], *, by: By, value: Decimal, shown: str, by_id: int) -> int:
    """How many prices were changed; all or none. Raises Moved when one is not what was shown, OutOfRange, TooMany."""
    with transaction.atomic():
        lines = price_lines(_locked(sku_ids), by=by, value=value)
        if prices_shown(lines) != shown:
            raise Moved
        return _write(lines, "price", by_id)


def change_stock(sku_ids: Sequence[int], *, by: By, value: int, shown: str, by_id: int) -> int:
    """How many were changed, from what is in stock now; all or none. Raises Moved when something else was shown,
    OutOfRange, TooMany."""
    with transaction.atomic():
        lines = stock_lines(_locked(sku_ids), by=by, value=value)
        if stock_shown(lines, by, value) != shown:
            raise Moved
        return _write(lines, "stock", by_id)


def change_shelf(sku_ids: Sequence[int], *, launched: bool, by_id: int) -> int:
    """Puts on the shelf or takes off; how many were not so before. Raises TooMany."""
    with transaction.atomic():
        lines = [Line(sku, sku.is_launched, launched) for sku in _locked(sku_ids)]
        return _write(lines, "is_launched", by_id)


def _word(parts: Iterable[str]) -> str:
    return hashlib.sha256(";".join(parts).encode()).hexdigest()[:32]


def _locked(sku_ids: Sequence[int]) -> list[SKU]:
    if len(sku_ids) > MOST_AT_ONCE:
        raise TooMany
    return list(SKU.objects.select_for_update().filter(pk__in=sku_ids).order_by("pk"))


def _lines(skus: Iterable[SKU], name: str, change: Callable, most: Decimal | int) -> list[Line]:
    lines = []
    for sku in skus:
        old = getattr(sku, name)
        new = change(old)
        if not 0 <= new <= most:
            raise OutOfRange(sku=sku, value=new)
        lines.append(Line(sku, old, new))
    if len(lines) > MOST_AT_ONCE:
        raise TooMany
    return lines


def _write(lines: Sequence[Line], name: str, by_id: int) -> int:
    """Every row in the order of the keys, under its lock."""
    moved = [line for line in lines if line.old != line.new]
    entries = []
    for line in moved:
        before = copy(line.sku)
        setattr(line.sku, name, line.new)
        line.sku.updated_at = timezone.now()
        entries.append((line.sku, history.moves(before, line.sku)))
    SKU.objects.bulk_update([line.sku for line in moved], [name, "updated_at"], batch_size=200)
    history.note(entries, by_id=by_id)
    note_changes([line.sku.pk for line in moved])
    return len(moved)
