"""Pictures of goods of which other rows have copies of the names: lines of orders, and what editors wrote."""

from collections.abc import Collection

from goods.models import SPU
from orders.models import OrderLine


def still_shown(shared_by: str, names: Collection[str]) -> set[str]:
    """Which of these files an order or the text of a product still shows. They were of a SKU ("sku:17"), or of several
    that nobody has bought ("texts")."""
    kind, _, pk = shared_by.partition(":")
    lines = OrderLine.objects.filter(sku_id=pk).order_by() if kind == "sku" else OrderLine.objects.none()
    bought = {each["name"] for kept in lines.values_list("renditions", flat=True).distinct() for each in kept}
    written = {name for name in names if SPU.objects.filter(description__contains=name).exists()}
    return (bought | written) & set(names)
