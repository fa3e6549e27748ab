"""An order by its number, of whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404

from users.models import User

from ..models import Order
from ..queries.one import order_of
from ..services.cancelling import close_if_overdue


@contextmanager
def own_orders_only() -> Iterator[None]:
    """An order that is not among one's own is a page that does not exist."""
    try:
        yield
    except Order.DoesNotExist:
        raise Http404 from None


def own_order(user: User, number: str) -> Order:
    """As it is now: one whose time to pay is over is closed first."""
    with own_orders_only():
        order = order_of(user, number)
    if close_if_overdue(order):
        order.refresh_from_db()
    return order
