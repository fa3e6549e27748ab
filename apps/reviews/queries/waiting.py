"""What its buyers may still review."""

from django.db.models import F, QuerySet

from orders.models import OrderLine
from orders.states import RECEIVED
from users.models import User


def waiting_lines(user: User) -> QuerySet[OrderLine]:
    """The lines of one's own orders that arrived, were not sent back altogether, and have no review yet."""
    return OrderLine.objects.filter(
        order__user=user, order__status__in=RECEIVED, refunded_count__lt=F("count"), is_reviewed=False
    )
