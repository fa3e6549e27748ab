"""Reading goods for a cart or an order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from utils.kept_sql import KeptQuestion

from ..models import SKU, SKUSpecification

_SKUS = KeptQuestion(
    lambda ids: SKU.objects.filter(pk__in=ids).annotate(freight_template_id=F("spu__freight_template"))
)
_OPTIONS = KeptQuestion(
    lambda ids: SKUSpecification.objects.filter(sku__id__in=ids).values_list(
        "sku_id", "specification__name", "option__value"
    )
)


@dataclass(frozen=True)
class Piece:
    """A SKU, on the shelf or not, its options in words, "颜色：红；容量：256GB", and what its freight goes by."""

    sku: SKU
    specification: str
    freight_template_id: int | None = None

    @property
    def most(self) -> int:
        """How many one person can have now: none off the shelf."""
        return min(self.sku.stock, self.sku.purchase_limit) if self.sku.is_launched else 0


def pieces(sku_ids: Iterable[int]) -> dict[int, Piece]:
    """By the id, in the order of these ids, in two queries; a SKU that was deleted is left out."""
    ids = list(sku_ids)
    if not ids:
        return {}
    found = {sku.pk: sku for sku in _SKUS.rows(ids)}
    options = defaultdict(list)
    for sku_id, name, value in _OPTIONS.rows(ids):
        options[sku_id].append(f"{name}：{value}")
    return {pk: Piece(found[pk], "；".join(options[pk]), found[pk].freight_template_id) for pk in ids if pk in found}
