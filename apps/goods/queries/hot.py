"""What sells best."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from utils.page_cache import Basis

from ..index import IndexAway, Request, Sort
from ..index.current import catalogue_index
from ..models import SKU
from ..page_tags import sku_tags

HOT_GOODS = 5
#: What a card shows, and the product.
SHOWN = ("spu", "name", "caption", "price", "stock", "sales", "renditions")


class Hot(NamedTuple):
    """The basis of the choice has no answer when the index is away."""

    skus: tuple[SKU, ...]
    basis: Basis
    tags: frozenset[str]


def hot_goods(category_id: int | None = None, *, count: int = HOT_GOODS, beside_spu: int | None = None) -> Hot:
    """What sells best, of a category or of the whole mall, and can be bought right now; one SKU of each product, none
    of one product. At most one query; nothing without an index."""
    ids = _hot_ids(category_id)
    found = {sku.pk: sku for sku in shown_skus(ids or ())}
    chosen: dict[int, SKU] = {}
    for sku in found.values():
        if sku.spu_id != beside_spu and len(chosen) < count:
            chosen.setdefault(sku.spu_id, sku)
    skus = tuple(chosen.values())
    # What comes after the last one chosen may change as it likes.
    reach = (ids or ()).index(skus[-1].pk) + 1 if len(skus) == count else None
    basis = Basis(ids and ids[:reach], partial(_hot_ids, category_id, reach))
    missed = [pk for pk in (ids or ())[:reach] if pk not in found]  # they may be back before the index noticed
    return Hot(skus, basis, frozenset(sku_tags([*(sku.pk for sku in skus), *missed])))


def shown_skus(sku_ids: Iterable[int]) -> tuple[SKU, ...]:
    """The launched ones of these with what a card shows, in their order, in one query."""
    wanted = list(sku_ids)
    rows = SKU.objects.launched().only(*SHOWN).in_bulk(wanted) if wanted else {}
    return tuple(rows[pk] for pk in wanted if pk in rows)


def _hot_ids(category_id: int | None, reach: int | None = None) -> tuple[int, ...] | None:
    try:
        found = catalogue_index().find(Request(category_id=category_id, in_stock=True, sort=Sort.HOT))
    except IndexAway:
        return None
    return found.sku_ids[:reach]
