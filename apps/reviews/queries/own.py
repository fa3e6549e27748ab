"""The pages where people see what they reviewed, and what they may still review."""

from django.core.paginator import Page, Paginator

from orders.models import OrderLine
from users.models import User

from ..models import Review
from .waiting import waiting_lines

PAGE_SIZE = 10


def waiting_page(user: User, *, page: str) -> Page[OrderLine]:
    """What may be reviewed, newest first. A page that there is not is the nearest that there is."""
    return Paginator(waiting_lines(user).select_related("order").order_by("-pk"), PAGE_SIZE).get_page(page)


def reviews_page(user: User, *, page: str) -> Page[Review]:
    """One's own reviews, newest first, with their lines and pictures."""
    reviews = Review.objects.of(user).select_related("line").prefetch_related("pictures").order_by("-pk")
    return Paginator(reviews, PAGE_SIZE).get_page(page)


def waiting_count(user: User) -> int:
    return waiting_lines(user).count()
