"""Brings the goods of the demo into the mall."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from django.db import transaction

from goods.models import (
    SKU,
    SPU,
    Brand,
    Category,
    Level,
    SKUImage,
    SKUSpecification,
    Specification,
    SpecificationOption,
)
from goods.services.changing import note_changes, option_key
from utils.pictures import Rendition, delete_pictures, store_drawing

from .drawings import SIDE, VIEWS, draw
from .reading import Piece, Product, initials, products
from .writing import description

_FOLDER = "goods"

#: The pictures of a piece, the cover first; each row of a picture owns its file.
_Gallery = list[list[Rendition]]


def load_goods() -> None:
    """Loads brands, products and their pictures, all or nothing. A mall that has any product keeps what it has.

    A product whose category the mall does not have is left out.
    """
    if SPU.objects.exists():
        return
    categories = dict(Category.objects.filter(level=Level.THIRD).values_list("name", "pk"))
    wanted = [product for product in products() if product.category in categories]
    drawn = cache(draw)
    galleries: dict[str, _Gallery] = {}
    try:
        for product in wanted:
            for piece in product.pieces():
                galleries[piece.name] = []
                for view in VIEWS:
                    svg = drawn(product.drawing, piece.colour, view)
                    galleries[piece.name].append(store_drawing(svg, folder=_FOLDER, width=SIDE, height=SIDE))
        _save(wanted, categories, galleries)
    except Exception:
        delete_pictures(chain.from_iterable(chain.from_iterable(galleries.values())))
        raise


@transaction.atomic
def _save(wanted: Sequence[Product], categories: Mapping[str, int], galleries: Mapping[str, _Gallery]) -> None:
    letters = initials()
    names = dict.fromkeys(product.brand for product in wanted)
    brands = {name: Brand.objects.get_or_create(name=name, defaults={"initial": letters[name]})[0] for name in names}
    skus: list[SKU] = []
    for product in wanted:
        spu = SPU.objects.create(
            name=product.name,
            brand=brands[product.brand],
            category_id=categories[product.category],
            description=description(product),
            packing="\n".join(product.packing),
            after_sales="\n".join(product.after_sales),
        )
        skus += _save_pieces(spu, product, galleries)
    SKUImage.objects.bulk_create(
        SKUImage(sku=sku, renditions=renditions, sequence=sequence)
        for sku in skus
        for sequence, renditions in enumerate(galleries[sku.name])
    )
    note_changes(sku.pk for sku in skus)


def _save_pieces(spu: SPU, product: Product, galleries: Mapping[str, _Gallery]) -> list[SKU]:
    named = product.specifications.items()
    options = [_saved_options(spu, number, name, values) for number, (name, values) in enumerate(named)]
    skus: list[SKU] = []
    chosen: list[SKUSpecification] = []
    for piece in product.pieces():
        its_options = [values[value] for values, value in zip(options, piece.values, strict=True)]
        sku = _sku(spu, product, piece)
        sku.option_key = option_key(its_options)
        sku.renditions = galleries[piece.name][0]
        sku.save(force_insert=True)
        skus.append(sku)
        chosen += [SKUSpecification(sku=sku, specification=each.specification, option=each) for each in its_options]
    SKUSpecification.objects.bulk_create(chosen)
    return skus


def _saved_options(spu: SPU, sequence: int, name: str, values: Sequence[str]) -> dict[str, SpecificationOption]:
    """The options of one specification by their values."""
    specification = Specification.objects.create(spu=spu, name=name, sequence=sequence)
    return {
        value: SpecificationOption.objects.create(specification=specification, value=value, sequence=number)
        for number, value in enumerate(values)
    }


def _sku(spu: SPU, product: Product, piece: Piece) -> SKU:
    return SKU(
        spu=spu,
        category_id=spu.category_id,
        name=piece.name,
        caption=product.caption,
        price=piece.price,
        market_price=piece.market_price,
        cost_price=piece.cost_price,
        stock=piece.stock,
        sales=piece.sales,
    )
