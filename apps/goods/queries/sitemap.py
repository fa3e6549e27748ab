"""Reading what search engines are told of, in parts that stay cheap however many goods there are."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from .. import sitemap_store
from ..models import SKU, Category, Level

PART = 20_000  # ids; with an address for each of two languages a file stays below the 50,000 that it may hold


def parts() -> sitemap_store.Parts:
    """The numbers of the ranges with goods on the shelf, and when something changed in them, at most an hour old.

    The goods of a range stay in it, so that a change of some makes one file new and leaves the others as they are.
    """
    kept = sitemap_store.kept_parts()
    if kept is None:
        kept = _parts()
        sitemap_store.keep_parts(kept)
    return kept


def goods_of(number: int) -> list[tuple[int, datetime]]:
    """The ids of the goods on the shelf of this part and when they changed, in one query along the primary key."""
    first = number * PART
    rows = SKU.objects.launched().filter(pk__gte=first, pk__lt=first + PART).order_by("pk")
    return list(rows.values_list("pk", "updated_at"))


def categories_with_goods() -> list[int]:
    """The categories whose lists show something, at all levels, in two queries: one look into the index for each."""
    parents: dict[int, int | None] = dict(Category.objects.order_by().values_list("pk", "parent_id"))
    is_stocked = Exists(SKU.objects.launched().filter(category=OuterRef("pk")))
    stocked = Category.objects.order_by().filter(level=Level.THIRD).values_list("pk", is_stocked)
    return sorted({step for pk, has_goods in stocked if has_goods for step in _upwards(pk, parents)})


def _parts() -> sitemap_store.Parts:
    rows = (
        SKU.objects.order_by()
        .annotate(first=F("pk") - F("pk") % PART)
        .values("first")
        # Goods that left the shelf changed the file as well.
        .annotate(changed_at=Max("updated_at"), launched=Count("pk", filter=Q(is_launched=True)))
        .filter(launched__gt=0)
        .values_list("first", "changed_at")
    )
    return [(int(first) // PART, changed_at) for first, changed_at in sorted(rows)]


def _upwards(pk: int | None, parents: dict[int, int | None]) -> Iterable[int]:
    while pk is not None:
        yield pk
        pk = parents[pk]
