"""People take orders off their list."""

from django.utils import timezone

from users.models import User
from utils.guarding import in_state

from ..models import Order
from ..states import ENDED
from .moving import NotNow


def hide(*, user: User, number: str) -> None:
    """Takes one off the list of its buyer; it stays in the books, and its page stays. Doing so twice is doing it once.
    Raises Order.DoesNotExist, or NotNow."""
    order = Order.objects.of(user).get(number=number)
    if order.hidden_at is None and not in_state(Order.objects.all(), order.pk, ENDED).update(hidden_at=timezone.now()):
        raise NotNow
