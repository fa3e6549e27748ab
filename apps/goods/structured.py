"""What search engines read of lists and products, in the words of https://schema.org."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from utils.languages import addresses_of

from .queries.product import Availability, ProductPage

Structured = list[dict[str, Any]]

_CONTEXT = "https://schema.org"
_AVAILABILITY = {
    Availability.AVAILABLE: "InStock",
    Availability.FEW: "LimitedAvailability",
    Availability.SOLD_OUT: "OutOfStock",
    Availability.OFF_SHELF: "Discontinued",
}


def structured(product: ProductPage) -> Callable[[], Structured]:
    """Makes the product and the way to it, ready to be written as JSON, in the language that is active when it is
    called: pages of all languages are made of the same facts. The price is in yuan."""
    return lambda: [_product(product), _breadcrumb([*product.path, (product.name, _path(product))])]


def structured_list(steps: Iterable[tuple[str | Promise, str]]) -> Callable[[], Structured]:
    """The same for a list: the way to it, by names and paths."""
    return lambda: [_breadcrumb(steps)]


def _product(product: ProductPage) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Product",
        "name": product.name,
        "description": product.caption or product.product_name,
        "sku": str(product.sku_id),
        "brand": {"@type": "Brand", "name": product.brand},
        "category": " > ".join(name for name, _link in product.path),
        "offers": {
            "@type": "Offer",
            "url": addresses_of(_path(product)).own,
            "price": f"{product.price:.2f}",
            "priceCurrency": "CNY",
            "availability": f"{_CONTEXT}/{_AVAILABILITY[product.availability]}",
            "itemCondition": f"{_CONTEXT}/NewCondition",
        },
    }
    if product.picture_addresses:
        told["image"] = list(product.picture_addresses)
    if product.average_stars is not None:
        told["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.average_stars),
            "reviewCount": product.review_count,
        }
    return told


def _breadcrumb(steps: Iterable[tuple[str | Promise, str]]) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": addresses_of(path).own}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def _path(product: ProductPage) -> str:
    return reverse("goods:detail", args=(product.sku_id,))
