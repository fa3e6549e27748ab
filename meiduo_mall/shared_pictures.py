"""Pictures of goods of which other rows have copies of the names: lines of orders, and what editors wrote."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from goods.models import SPU
from orders.models import OrderLine

_AT_A_TIME = 50  # names


def still_shown(shared_by: str, names: Collection[str]) -> set[str]:
    """Which of these files an order or the text of a product still shows. They were of a SKU ("sku:17"), or of several
    that nobody has bought ("texts")."""
    kind, _, pk = shared_by.partition(":")
    lines = OrderLine.objects.filter(sku_id=pk).order_by() if kind == "sku" else OrderLine.objects.none()
    bought = {each["name"] for kept in lines.values_list("renditions", flat=True).distinct() for each in kept}
    return bought & set(names) | _written(list(names))


def _written(names: Sequence[str]) -> set[str]:
    """Those in the texts of products, which are read once for many names: no index knows what is in them."""
    found = set()
    for start in range(0, len(names), _AT_A_TIME):
        asked = names[start : start + _AT_A_TIME]
        shows_any = reduce(or_, (Q(description__contains=name) for name in asked))
        texts = SPU.objects.filter(shows_any).order_by().values_list("description", flat=True)
        found |= {name for text in texts for name in asked if name in text}
    return found
