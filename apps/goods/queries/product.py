"""Reading everything that a product page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from utils.languages import absolute
from utils.page_cache import Basis
from utils.pictures import Picture, picture_of

from .. import rich_text
from ..models import SKU, Category
from ..page_tags import brand_tag, category_tags, sku_tag, sku_tags, spu_tag
from .buying import Piece
from .hot import SHOWN, Hot, hot_beside
from .menu import list_url, path_of
from .options import Selector, selectors

FEW = 10  # pieces; from here down the page says how many are left
HOT_GOODS = 6
MAX_PICTURES = 10  # as many as static/css/components/album.css can show one of


class Availability(StrEnum):
    AVAILABLE = "available"
    FEW = "few"
    SOLD_OUT = "sold_out"
    OFF_SHELF = "off_shelf"


@dataclass(frozen=True)
class ProductPage:
    """Prices are in yuan. Nothing here depends on the visitor or their language."""

    sku_id: int
    spu_id: int
    name: str
    caption: str
    brand: str
    price: Decimal
    #: Only when it is higher than the price.
    market_price: Decimal | None
    stock: int
    #: How many pieces one person can have now; 0 off the shelf.
    most: int
    availability: Availability
    pictures: tuple[Picture, ...]
    #: Names and links of the categories, the first level first.
    path: tuple[tuple[str, str], ...]
    selectors: tuple[Selector, ...]
    product_name: str
    #: HTML, clean.
    description: str
    packing: str
    after_sales: str
    #: Of all SKUs of the product; the average is None without a review.
    review_count: int
    average_stars: Decimal | None
    hot: tuple[SKU, ...]
    #: Absolute, for other sites.
    picture_addresses: tuple[str, ...]
    #: Of the page, for those who change something of it.
    tags: frozenset[str]
    basis: Basis

    @property
    def is_on_shelf(self) -> bool:
        return self.availability != Availability.OFF_SHELF


def product_page(sku_id: int) -> ProductPage:
    """A SKU with all that belongs to it, in at most seven queries however large its SPU. Raises SKU.DoesNotExist."""
    sku = SKU.objects.select_related("spu__brand", "category__parent__parent").get(pk=sku_id)
    pictures = _pictures(sku)
    hot, shown = _hot(sku)
    path = path_of(sku.category)
    return ProductPage(
        sku_id=sku.pk,
        spu_id=sku.spu_id,
        name=sku.name,
        caption=sku.caption,
        brand=sku.spu.brand.name,
        price=sku.price,
        market_price=sku.market_price if sku.market_price > sku.price else None,
        stock=sku.stock,
        most=Piece(sku, "").most,
        availability=availability(sku),
        pictures=pictures,
        path=tuple((step.name, list_url(step.pk)) for step in path),
        selectors=selectors(sku),
        product_name=sku.spu.name,
        # Again: what came into the table past the services (an import, a restored copy) was not cleaned on its way.
        description=rich_text.shown(sku.spu.description),
        packing=sku.spu.packing.strip(),
        after_sales=sku.spu.after_sales.strip(),
        review_count=sku.spu.review_count,
        average_stars=sku.spu.average_stars,
        hot=shown,
        picture_addresses=tuple(absolute(picture.src) for picture in pictures),
        tags=hot.tags | sku_tags(each.pk for each in shown) | _tags(sku, path),
        basis=hot.basis,
    )


def availability(sku: SKU) -> Availability:
    if not sku.is_launched:
        return Availability.OFF_SHELF
    if not sku.is_in_stock:
        return Availability.SOLD_OUT
    return Availability.FEW if sku.stock <= FEW else Availability.AVAILABLE


def _pictures(sku: SKU) -> tuple[Picture, ...]:
    found = (picture_of(image.renditions) for image in sku.images.all()[:MAX_PICTURES])
    return tuple(filter(None, found)) or tuple(filter(None, [sku.cover]))


def _tags(sku: SKU, path: Iterable[Category]) -> frozenset[str]:
    own = {sku_tag(sku.pk), spu_tag(sku.spu_id), brand_tag(sku.spu.brand_id)}
    return frozenset(own | category_tags(step.pk for step in path))


def _hot(sku: SKU) -> tuple[Hot, tuple[SKU, ...]]:
    """What the index knows, and what is shown: the same unless it is away."""
    hot = hot_beside(sku, HOT_GOODS)
    return hot, _best_sellers(sku) if hot.basis.answer is None else hot.skus


def _best_sellers(sku: SKU) -> tuple[SKU, ...]:
    """What sells best beside it, when the index is away."""
    hot = (
        SKU.objects.launched()
        .filter(category=sku.category_id)
        .exclude(spu=sku.spu_id)
        .order_by("-sales", "-id")
        .only(*SHOWN)[:HOT_GOODS]
    )
    return tuple(hot)
