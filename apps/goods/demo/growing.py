"""Grows the mall's catalogue to any size with invented products, for benchmarks."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from random import Random
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from goods.models import (
    SKU,
    SPU,
    Brand,
    CatalogueChange,
    Category,
    Level,
    SKUSpecification,
    Specification,
    SpecificationOption,
)
from goods.services.changing import note_for_index
from utils.page_cache import expire_all_pages
from utils.pictures import store_drawing

from .drawings import SIDE, draw
from .inserting import insert_rows, refresh_statistics
from .inventing import Invention, Shelf, brands, families, family_of, inventions, popularity

BATCH = 5_000  # SKUs; each batch is one transaction
#: From so many new SKUs on, building the index anew is quicker than following them one by one.
MANY = 20_000

_Row = tuple[Any, ...]
_Ids = dict[type[models.Model], "count[int]"]
_CAPTIONS = ("当季热卖", "新品上架", "限时优惠", "老客户回购", "门店同款")
#: What the rows of a batch hold, in the order in which the tables are written.
_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    SPU: ("id", "name", "brand_id", "category_id", "description"),
    Specification: ("id", "spu_id", "name", "sequence"),
    SpecificationOption: ("id", "specification_id", "value", "sequence"),
    SKU: (
        *("id", "spu_id", "category_id", "name", "caption", "renditions", "option_key"),
        *("price", "market_price", "cost_price", "stock", "sales", "is_launched"),
    ),
    SKUSpecification: ("sku_id", "specification_id", "option_id"),
}


@dataclass(frozen=True)
class _Batch:
    """Rows with ids of our own, because MySQL does not tell the ids of many new rows."""

    rows: dict[type[models.Model], list[_Row]] = field(default_factory=lambda: {model: [] for model in _COLUMNS})

    @property
    def sku_ids(self) -> list[int]:
        return [row[0] for row in self.rows[SKU]]

    def save(self) -> None:
        for model, rows in self.rows.items():
            insert_rows(model, _COLUMNS[model], rows)


def grow_catalogue(*, total: int, seed: int, tell: Callable[[int], None]) -> int:
    """Adds invented products until the mall has `total` SKUs; returns how many were added.

    Each batch is all or nothing and is told with the number of SKUs so far. Nobody else may add products meanwhile.
    The same mall, total and seed give the same products. The search index learns of a few SKUs with their batch, of
    many when all are there; of those that a killed run left behind, from the next run or within the hour.
    Raises Category.DoesNotExist without third-level categories.
    """
    before = present = SKU.objects.count()
    if present >= total:
        return 0
    for batch in _made_ahead(_batches(_Inventor(), _free_ids(), before, total, seed)):
        ids = batch.sku_ids
        present += len(ids)
        with transaction.atomic():
            batch.save()
            if total - before < MANY:
                note_for_index(ids)
            elif present == total:
                note_for_index([CatalogueChange.EVERYTHING])
        tell(present)
    refresh_statistics(*_COLUMNS)
    expire_all_pages()
    return present - before


def _batches(inventor: "_Inventor", ids: _Ids, present: int, total: int, seed: int) -> Iterator[_Batch]:
    while present < total:
        chance = Random(f"{seed} {present}")  # noqa: S311 (nothing secret)
        batch = inventor.batch(ids, min(BATCH, total - present), chance)
        present += len(batch.rows[SKU])
        yield batch


def _made_ahead(batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """The next batch is made while the database, on another core, writes the last one."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while batch := coming.result():
            coming = pool.submit(next, batches, None)
            yield batch


def _free_ids() -> _Ids:
    """For each table that is numbered here, ids after its last one."""
    numbered = [model for model, names in _COLUMNS.items() if "id" in names]
    found = {model: model._default_manager.aggregate(last=Max("pk"))["last"] for model in numbered}
    return {model: count((last or 0) + 1) for model, last in found.items()}


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

    def batch(self, ids: _Ids, wanted: int, chance: Random) -> _Batch:
        batch = _Batch()
        while (missing := wanted - len(batch.rows[SKU])) > 0:
            (shelf,) = chance.choices(self._shelves, cum_weights=self._shelf_weights)
            (brand,) = chance.choices(self._brands, cum_weights=self._brand_weights)
            product = _Product(batch.rows, ids, shelf, brand, chance)
            pieces = list(inventions(shelf.family, chance))[:missing]
            product.add_specifications(pieces)
            drawing, caption = chance.choice(shelf.family.drawings), chance.choice(_CAPTIONS)
            for piece in pieces:
                product.add_piece(piece, caption, self._picture(drawing, piece.colour))
        return batch


def _stored_drawing(kind: str, colour: str) -> str:
    """One file for all SKUs that look alike. They have no SKUImage, which would own and delete it."""
    return json.dumps(store_drawing(draw(kind, colour), folder="goods", width=SIDE, height=SIDE))


class _Product:
    """An SPU that is being written down."""

    def __init__(
        self, rows: dict[type[models.Model], list[_Row]], ids: _Ids, shelf: Shelf, brand: Brand, chance: Random
    ) -> None:
        self._rows, self._ids, self._family, self._category_id = rows, ids, shelf.family, shelf.category_id
        self._pk = next(ids[SPU])
        model = f"{chance.choice('ABCDEFGHKLMNPRSTX')}{self._pk % 10_000:04}"
        self._name = f"{brand.name} {chance.choice(shelf.family.words)}{shelf.name} {model}"
        description = f"<h3>{self._name}</h3><p>为测量速度而虚构的商品。</p>"
        rows[SPU].append((self._pk, self._name, brand.pk, shelf.category_id, description))
        self._options: list[dict[str, tuple[int, int]]] = []  # ids of specification and option by its value

    def add_specifications(self, pieces: list[Invention]) -> None:
        for place, name in enumerate((*self._family.looks, *self._family.options)):
            specification = next(self._ids[Specification])
            self._rows[Specification].append((specification, self._pk, name, place))
            options: dict[str, tuple[int, int]] = {}
            for number, value in enumerate(dict.fromkeys(piece.values[place] for piece in pieces)):
                options[value] = specification, next(self._ids[SpecificationOption])
                self._rows[SpecificationOption].append((options[value][1], specification, value, number))
            self._options.append(options)

    def add_piece(self, piece: Invention, caption: str, renditions: str) -> None:
        pk = next(self._ids[SKU])
        chosen = [options[value] for options, value in zip(self._options, piece.values, strict=True)]
        name = f"{self._name} {' '.join(reversed(piece.values))}"
        key = "-".join(str(option) for _, option in sorted(chosen))  # as services.changing.option_key
        looks = (pk, self._pk, self._category_id, name, caption, renditions, key)
        prices = (_yuan(piece.price), _yuan(piece.price * 125 // 100), _yuan(piece.price // 2))
        self._rows[SKU].append((*looks, *prices, piece.stock, piece.sales, piece.is_launched))
        self._rows[SKUSpecification] += [(pk, specification, option) for specification, option in chosen]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
