"""What sells best."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from utils.page_cache import Basis

from ..index import IndexAway, Request, Sort
from ..index.current import catalogue_index
from ..models import SKU
from ..page_tags import sku_tags

HOT_GOODS = 5
_ENOUGH = 3  # goods, for a row of its own
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
    # Those that are not on the shelf any more may be back before the index notices: they have tags too.
    missed = set(ids or ()) - found.keys()
    spus: dict[int, int | None] = {pk: sku.spu_id for pk, sku in found.items()} | dict.fromkeys(missed)

    def choose(ids: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return ids and _first_of_each(ids, spus, other_than=beside_spu)[:count]

    chosen = choose(ids)
    basis = Basis(chosen, lambda: choose(_hot_ids(category_id)))
    return Hot(tuple(found[pk] for pk in chosen or ()), basis, frozenset(sku_tags([*(chosen or ()), *missed])))


def hot_beside(sku: SKU, count: int) -> Hot:
    """What sells best in the SKU's category besides its own product; where there is little else, around it, one level
    after the other. At most three queries; read the category with its parents."""
    parent = sku.category.parent
    found = hot_goods(sku.category_id, count=count, beside_spu=sku.spu_id)
    for category in filter(None, (parent, parent and parent.parent)):
        if found.basis.answer is None or len(found.skus) >= _ENOUGH:
            break
        wider = hot_goods(category.pk, count=count, beside_spu=sku.spu_id)
        found = Hot(wider.skus, Basis.of_all(found.basis, wider.basis), found.tags | wider.tags)
    return found


def _first_of_each(ids: Iterable[int], spus: Mapping[int, int | None], *, other_than: int | None) -> tuple[int, ...]:
    """The first SKU of each product except one. A SKU whose product is not known counts as one of its own."""
    firsts: dict[int, int] = {}
    for pk in ids:
        spu = spus.get(pk, -pk)
        if spu is not None and spu != other_than:
            firsts.setdefault(spu, pk)
    return tuple(firsts.values())


def shown_skus(sku_ids: Iterable[int]) -> tuple[SKU, ...]:
    """The launched ones of these with what a card shows, in their order, in one query."""
    wanted = list(sku_ids)
    rows = SKU.objects.launched().only(*SHOWN).in_bulk(wanted) if wanted else {}
    return tuple(rows[pk] for pk in wanted if pk in rows)


def _hot_ids(category_id: int | None) -> tuple[int, ...] | None:
    try:
        found = catalogue_index().find(Request(category_id=category_id, in_stock=True, sort=Sort.HOT, is_counted=False))
    except IndexAway:
        return None
    return found.sku_ids
