"""What reviews mean for an order. Who may write which is the business of reviews."""

from django.db.models import F

from ..models import OrderLine
from ..states import Change
from .moving import BUYER, By, NotNow, move


def note_reviewed(line: OrderLine) -> None:
    """The line has its review; the last one that was missing completes the order. In the transaction of the caller,
    which has locked the order."""
    OrderLine.objects.filter(pk=line.pk).update(is_reviewed=True)
    end_if_nothing_to_review(line.order_id, by=BUYER)


def end_if_nothing_to_review(order_id: int, *, by: By) -> None:
    """Completes an order that waits for reviews while no line is left to review: each has its review, or its pieces
    were all refunded. Nothing happens to others."""
    if OrderLine.objects.filter(order=order_id, is_reviewed=False, refunded_count__lt=F("count")).exists():
        return
    try:
        move(order_id, Change.REVIEW, by=by)
    except NotNow:  # it was completed before
        return
