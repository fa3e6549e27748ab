"""What is about to be sold out."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ..models import SKU

LOW_STOCK = 5  # pieces


@dataclass(frozen=True)
class StockAlarms:
    """SKUs on the shelf that have few pieces left, and of these the ones that have none."""

    low: int
    none: int


def stock_alarms() -> StockAlarms:
    """In one query, along an index."""
    scarce = SKU.objects.filter(is_launched=True, stock__lte=LOW_STOCK)
    return StockAlarms(**scarce.aggregate(low=Count("pk"), none=Count("pk", filter=Q(stock=0))))
