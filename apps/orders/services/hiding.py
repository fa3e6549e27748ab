"""People take orders off their list."""

from django.utils import timezone

from users.models import User

from ..models import Order
from ..states import ENDED
from .moving import NotNow


def hide(*, user: User, number: str) -> None:
    """Takes one off the list of its buyer; it stays in the books, and its page stays. Doing so twice is doing it once.
    Raises Order.DoesNotExist, or NotNow."""
    order = Order.objects.of(user).filter(number=number)
    hidden = order.filter(status__in=ENDED, hidden_at=None).update(hidden_at=timezone.now())
    if not hidden and order.get().hidden_at is None:
        raise NotNow
