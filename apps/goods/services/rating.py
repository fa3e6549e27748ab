"""What reviews say of goods, as the numbers that product pages show."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F

from ..models import SKU, SPU
from .changing import note_changes


class Rating(NamedTuple):
    """The stars of one review."""

    spu_id: int
    sku_id: int
    stars: int


def count_in(ratings: Iterable[Rating]) -> None:
    """Reviews are shown from now on: counts them in, in the transaction of the caller."""
    _add(list(ratings), 1)


def count_out(ratings: Iterable[Rating]) -> None:
    """Reviews are no longer shown."""
    _add(list(ratings), -1)


def _add(ratings: list[Rating], sign: int) -> None:
    """Added up by the database, so that no review is lost between two; rows in the order of their keys."""
    stars: Counter[int] = Counter()
    for rating in ratings:
        stars[rating.spu_id] += rating.stars
    for spu_id, count in sorted(Counter(rating.spu_id for rating in ratings).items()):
        more = {"review_count": F("review_count") + sign * count, "star_sum": F("star_sum") + sign * stars[spu_id]}
        SPU.objects.filter(pk=spu_id).update(**more)
    by_sku = sorted(Counter(rating.sku_id for rating in ratings).items())
    for sku_id, count in by_sku:
        SKU.objects.filter(pk=sku_id).update(review_count=F("review_count") + sign * count)
    note_changes(sku_id for sku_id, _count in by_sku)
