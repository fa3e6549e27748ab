"""Which combinations of options an SPU's SKUs have."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from ..models import SKU, SPU, Specification


def specifications_of(spu: SPU) -> list[Specification]:
    """In their order, each with its options. Two queries."""
    return list(spu.specifications.prefetch_related("options"))


def sku_with(spu: SPU, key: str, *, other_than: int | None) -> SKU | None:
    """The SKU that has this combination (`services.changing.option_key`) already."""
    same = SKU.objects.filter(spu=spu, option_key=key)
    return (same.exclude(pk=other_than) if other_than else same).first()


def skus_alike_without(spu: SPU, dropped: Iterable[Specification]) -> list[str]:
    """Names of the SKUs of which two would be the same without these specifications."""
    ids = {specification.pk for specification in dropped}
    names: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for sku in _skus_with_options(spu):
        names[_key_without(sku, ids)].append(sku.name)
    return [name for alike in names.values() if len(alike) > 1 for name in alike]


def _skus_with_options(spu: SPU) -> QuerySet[SKU]:
    return SKU.objects.filter(spu=spu).prefetch_related("chosen").order_by("pk")


def _key_without(sku: SKU, ids: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(line.option_id for line in sku.chosen.all() if line.specification_id not in ids))


def count_of_incomplete_skus(spu: SPU) -> int:
    """How many SKUs lack an option for some specification, because that came later."""
    wanted = spu.specifications.count()
    return SKU.objects.filter(spu=spu).annotate(has=Count("chosen")).filter(has__lt=wanted).count()
