"""What the demo takes off."""

from decimal import Decimal

from .models import Reduction

_REDUCTIONS = ((Decimal(300), Decimal(20)), (Decimal(1000), Decimal(80)))


def load_reductions() -> None:
    """A mall that has any reduction keeps what it has."""
    if not Reduction.objects.exists():
        Reduction.objects.bulk_create(
            Reduction(name=f"满 {from_amount} 减 {off}", from_amount=from_amount, off=off)
            for from_amount, off in _REDUCTIONS
        )
