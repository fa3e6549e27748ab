"""What search engines read of a product, in the words of https://schema.org."""

from typing import Any
from urllib.parse import urljoin

from .queries.product import Availability, ProductPage

_CONTEXT = "https://schema.org"
_AVAILABILITY = {
    Availability.AVAILABLE: "InStock",
    Availability.FEW: "LimitedAvailability",
    Availability.SOLD_OUT: "OutOfStock",
    Availability.OFF_SHELF: "Discontinued",
}


def structured(product: ProductPage) -> list[dict[str, Any]]:
    """The product and the way to it, ready to be written as JSON; the price is in yuan."""
    return [_product(product), _breadcrumb(product)]


def _product(product: ProductPage) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "Product",
        "name": product.name,
        "description": product.caption or product.product_name,
        "sku": str(product.sku_id),
        "image": list(product.picture_addresses),
        "brand": {"@type": "Brand", "name": product.brand},
        "category": " > ".join(name for name, _link in product.path),
        "offers": {
            "@type": "Offer",
            "url": product.address,
            "price": f"{product.price:.2f}",
            "priceCurrency": "CNY",
            "availability": f"{_CONTEXT}/{_AVAILABILITY[product.availability]}",
        },
    }


def _breadcrumb(product: ProductPage) -> dict[str, Any]:
    steps = [*product.path, (product.name, product.address)]
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": urljoin(product.address, link)}
            for position, (name, link) in enumerate(steps, start=1)
        ],
    }
