"""Stock is taken and given back: one guarded UPDATE, its rows in the order of their keys.

In another order two orders for the same goods would lock each other out (house.md, section 7).
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.fields import DecimalField, PositiveIntegerField

from goods.models import SKU
from goods.page_tags import sku_tags, spu_tag
from goods.queries.product import FEW
from goods.services.changing import note_for_index
from utils.page_cache import expire_after_commit


class Wanted(NamedTuple):
    """So many pieces at this price, in yuan."""

    count: int
    price: Any


def take(wanted: Mapping[int, Wanted]) -> bool:
    """Takes the pieces of each SKU, if all of them are on the shelf at their price in that number; else False, and the
    caller rolls back. In the transaction of the caller."""
    counts, prices = _by_sku({pk: each.count for pk, each in wanted.items()}), _prices(wanted)
    there = _in_order(wanted).filter(is_launched=True, stock__gte=counts, price=prices)
    if there.update(stock=F("stock") - counts, sales=F("sales") + counts) != len(wanted):
        return False
    _tell(wanted)
    return True


def take_at_any_price(counts: Mapping[int, int]) -> bool:
    """The same at whatever price the SKUs have, on the shelf or not: for what was agreed upon before."""
    taken = _by_sku(counts)
    there = _in_order(counts).filter(stock__gte=taken)
    if there.update(stock=F("stock") - taken, sales=F("sales") + taken) != len(counts):
        return False
    _tell(counts)
    return True


def give_back(counts: Mapping[int, int]) -> None:
    """Puts pieces back, in the transaction of the caller. They count as not sold."""
    if not counts:
        return
    back = _by_sku(counts)
    sold = Case(When(sales__gt=back, then=F("sales") - back), default=Value(0), output_field=PositiveIntegerField())
    _in_order(counts).update(stock=F("stock") + back, sales=sold)
    _tell(counts, FEW + back)


def _in_order(sku_ids: Iterable[int]) -> QuerySet[SKU]:
    return SKU.objects.filter(pk__in=sorted(sku_ids)).order_by("pk")


def _by_sku(counts: Mapping[int, int]) -> Case:
    whens = [When(pk=pk, then=Value(count)) for pk, count in sorted(counts.items())]
    return Case(*whens, output_field=PositiveIntegerField())


def _prices(wanted: Mapping[int, Wanted]) -> Case:
    price = DecimalField(max_digits=10, decimal_places=2)
    whens = [When(pk=pk, then=Value(each.price, output_field=price)) for pk, each in sorted(wanted.items())]
    return Case(*whens, output_field=price)


def _tell(sku_ids: Iterable[int], most: Any = FEW) -> None:
    """The index and the kept pages, of those whose pages say something else now: they count the last pieces only."""
    rows = SKU.objects.filter(pk__in=sku_ids, stock__lte=most).order_by().values_list("pk", "spu_id")
    if scarce := dict(rows):
        note_for_index(scarce)
        expire_after_commit(sku_tags(scarce) | {spu_tag(pk) for pk in scarce.values()})
