"""What somebody may like: what sells in the categories that they looked at, and what sells anywhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from django.contrib.auth.models import AbstractBaseUser

from .. import store
from ..index import IndexAway, Request, Sort
from ..index.current import catalogue_index
from ..models import SKU
from .hot import SHOWN, shown_skus

LOOKS = 30  # the newest ones tell what somebody likes now
CATEGORIES = 3
RECOMMENDED = 10
RECENT = 8


@dataclass(frozen=True)
class ForOne:
    """What one shopper sees on the home page; nothing at all for somebody who has not looked at anything."""

    liked: tuple[SKU, ...] = ()
    recent: tuple[SKU, ...] = ()


def for_one(user: AbstractBaseUser) -> ForOne:
    """In at most two queries."""
    looked_at = tuple(store.looks_of(user.pk, limit=LOOKS))
    rows = SKU.objects.only(*SHOWN, "category", "is_launched").in_bulk(looked_at) if looked_at else {}
    looks = [rows[pk] for pk in looked_at if pk in rows]
    if not looks:
        return ForOne()
    return ForOne(
        liked=_liked(looks),
        recent=tuple(sku for sku in looks if sku.is_launched)[:RECENT],
    )


def _liked(looks: list[SKU]) -> tuple[SKU, ...]:
    """One SKU of each product, none of a product that was looked at; nothing when the index is away."""
    favoured = Counter(sku.category_id for sku in looks).most_common(CATEGORIES)
    try:
        of_categories = [_hot_ids(category_id) for category_id, _count in favoured]
        wanted = list(dict.fromkeys(chain(_taking_turns(of_categories), _hot_ids(None))))
    except IndexAway:
        return ()
    chosen: dict[int, SKU] = {}
    known = {sku.spu_id for sku in looks}
    for sku in shown_skus(wanted):
        if sku.spu_id not in known and len(chosen) < RECOMMENDED:
            chosen.setdefault(sku.spu_id, sku)
    return tuple(chosen.values())


def _hot_ids(category_id: int | None) -> tuple[int, ...]:
    return catalogue_index().find(Request(category_id=category_id, in_stock=True, sort=Sort.HOT)).sku_ids


def _taking_turns(rows: Iterable[Iterable[int]]) -> Iterator[int]:
    return (number for turn in zip_longest(*rows) for number in turn if number is not None)
