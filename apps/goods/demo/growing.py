"""Grows the mall's catalogue to any size with invented products, for benchmarks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import count
from random import Random

from django.db import models, transaction
from django.db.models import Max

from goods.models import (
    SKU,
    SPU,
    Brand,
    Category,
    Level,
    SKUSpecification,
    Specification,
    SpecificationOption,
)
from goods.services.changing import note_changes, option_key
from utils.pictures import Rendition, store_drawing

from .drawings import SIDE, draw
from .inventing import Family, Invention, Shelf, brands, families, family_of, inventions, popularity

BATCH = 5_000  # SKUs; each batch is one transaction
_MODELS = (SPU, Specification, SpecificationOption, SKU)
_ROWS = 1_000  # of one INSERT
_CAPTIONS = ("当季热卖", "新品上架", "限时优惠", "老客户回购", "门店同款")


@dataclass
class _Batch:
    """Rows with ids of our own, because MySQL does not tell the ids of many new rows."""

    ids: dict[type[models.Model], "count[int]"]
    spus: list[SPU] = field(default_factory=list)
    specifications: list[Specification] = field(default_factory=list)
    options: list[SpecificationOption] = field(default_factory=list)
    skus: list[SKU] = field(default_factory=list)
    chosen: list[SKUSpecification] = field(default_factory=list)

    def save(self) -> None:
        SPU.objects.bulk_create(self.spus, batch_size=_ROWS)
        Specification.objects.bulk_create(self.specifications, batch_size=_ROWS)
        SpecificationOption.objects.bulk_create(self.options, batch_size=_ROWS)
        SKU.objects.bulk_create(self.skus, batch_size=_ROWS)
        SKUSpecification.objects.bulk_create(self.chosen, batch_size=_ROWS)
        note_changes(sku.pk for sku in self.skus)


def _free_ids() -> dict[type[models.Model], "count[int]"]:
    """For each of the models, ids after its last one."""
    found = {model: model._default_manager.aggregate(last=Max("pk"))["last"] for model in _MODELS}
    return {model: count((last or 0) + 1) for model, last in found.items()}


def grow_catalogue(*, total: int, seed: int, tell: Callable[[int], None]) -> int:
    """Adds invented products until the mall has `total` SKUs; returns how many were added.

    Each batch is all or nothing and is told with the number of SKUs so far. Nobody else may add products meanwhile.
    The same mall, total and seed give the same products. Raises Category.DoesNotExist without third-level categories.
    """
    before = present = SKU.objects.count()
    if present >= total:
        return 0
    invent = _Inventor()
    while present < total:
        with transaction.atomic():
            batch = _Batch(_free_ids())
            chance = Random(f"{seed} {present}")  # noqa: S311 (nothing secret)
            invent.fill(batch, min(BATCH, total - present), chance)
            batch.save()
        present += len(batch.skus)
        tell(present)
    return present - before


class _Inventor:
    """Puts invented products on the shelves of this mall."""

    def __init__(self) -> None:
        known = families()
        thirds = Category.objects.filter(level=Level.THIRD).order_by("pk")
        named = thirds.values_list("pk", "name", "parent__parent__name")
        self._shelves = [Shelf(pk, name, family_of(first, known)) for pk, name, first in named]
        if not self._shelves:
            raise Category.DoesNotExist
        # The tree lists what belongs together side by side; what is popular comes from everywhere.
        Random("shelves").shuffle(self._shelves)  # noqa: S311
        self._shelf_weights = popularity(len(self._shelves))
        Brand.objects.bulk_create(
            [Brand(name=name, initial=initial) for name, initial in brands().items()], ignore_conflicts=True
        )
        self._brands = list(Brand.objects.filter(name__in=brands()).order_by("pk"))
        self._brand_weights = popularity(len(self._brands))
        self._picture = cache(_stored_drawing)

    def fill(self, batch: _Batch, wanted: int, chance: Random) -> None:
        while len(batch.skus) < wanted:
            (shelf,) = chance.choices(self._shelves, cum_weights=self._shelf_weights)
            (brand,) = chance.choices(self._brands, cum_weights=self._brand_weights)
            spu = _spu(next(batch.ids[SPU]), brand, shelf, chance)
            batch.spus.append(spu)
            pieces = list(inventions(shelf.family, chance))[: wanted - len(batch.skus)]
            self._add_pieces(batch, spu, shelf.family, pieces, chance)

    def _add_pieces(self, batch: _Batch, spu: SPU, family: Family, pieces: list[Invention], chance: Random) -> None:
        drawing, caption = chance.choice(family.drawings), chance.choice(_CAPTIONS)
        options = [
            _add_specification(batch, spu, place, name, dict.fromkeys(piece.values[place] for piece in pieces))
            for place, name in enumerate((*family.looks, *family.options))
        ]
        for piece in pieces:
            its_options = [values[value] for values, value in zip(options, piece.values, strict=True)]
            sku = _sku(next(batch.ids[SKU]), spu, piece, option_key(its_options))
            sku.caption = caption
            sku.renditions = self._picture(drawing, piece.colour)
            batch.skus.append(sku)
            batch.chosen += [
                SKUSpecification(sku_id=sku.pk, specification_id=each.specification_id, option_id=each.pk)
                for each in its_options
            ]


def _stored_drawing(kind: str, colour: str) -> list[Rendition]:
    """One file for all SKUs that look alike. They have no SKUImage, which would own and delete it."""
    return store_drawing(draw(kind, colour), folder="goods", width=SIDE, height=SIDE)


def _spu(pk: int, brand: Brand, shelf: Shelf, chance: Random) -> SPU:
    model = f"{chance.choice('ABCDEFGHKLMNPRSTX')}{pk % 10_000:04}"
    name = f"{brand.name} {chance.choice(shelf.family.words)}{shelf.name} {model}"
    return SPU(
        pk=pk,
        name=name,
        brand_id=brand.pk,
        category_id=shelf.category_id,
        description=f"<h3>{name}</h3><p>为测量速度而虚构的商品。</p>",
    )


def _add_specification(
    batch: _Batch, spu: SPU, place: int, name: str, values: dict[str, None]
) -> dict[str, SpecificationOption]:
    """The options by their values."""
    specification = Specification(pk=next(batch.ids[Specification]), spu_id=spu.pk, name=name, sequence=place)
    options = {
        value: SpecificationOption(
            pk=next(batch.ids[SpecificationOption]), specification_id=specification.pk, value=value, sequence=number
        )
        for number, value in enumerate(values)
    }
    batch.specifications.append(specification)
    batch.options += options.values()
    return options


def _sku(pk: int, spu: SPU, piece: Invention, key: str) -> SKU:
    return SKU(
        pk=pk,
        spu_id=spu.pk,
        category_id=spu.category_id,
        name=f"{spu.name} {' '.join(reversed(piece.values))}",
        price=piece.price,
        market_price=piece.price * Decimal("1.25"),
        cost_price=piece.price * Decimal("0.5"),
        stock=piece.stock,
        sales=piece.sales,
        is_launched=piece.is_launched,
        option_key=key,
    )
