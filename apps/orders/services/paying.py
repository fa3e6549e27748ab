"""Money has come for an order. What to do with money that cannot be used is payment's business."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from ..models import Order, OrderLine
from ..states import Change, Status
from . import stock
from .moving import GATEWAY, By, NotNow, move


class Paid(StrEnum):
    IN_TIME = "in_time"
    REVIVED = "revived"  # it was cancelled, and its goods were still there
    TOO_LATE = "too_late"  # it was cancelled, and its goods or its address are gone, or it was to be paid at the door
    TWICE = "twice"  # it was paid already: this money has to go back


def note_paid(order_id: int, *, at: datetime, by: By = GATEWAY) -> Paid:
    """Says what became of the order that was paid, in the transaction of the caller, which writes the money down."""
    try:
        move(order_id, Change.PAY, by=by, paid_at=at)
    except NotNow:
        return _paid_late(order_id, at, by)
    return Paid.IN_TIME


def _paid_late(order_id: int, at: datetime, by: By) -> Paid:
    """Under the lock of the order: whoever else brings money or cancels comes before or after."""
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.status != Status.CANCELLED or order.is_paid:
        return Paid.TWICE
    if order.is_cash or order.is_anonymous or not _take_again(order_id):
        return Paid.TOO_LATE
    move(order_id, Change.REVIVE, by=by, only=Q(paid_at=None), paid_at=at, closed_at=None, hidden_at=None)
    return Paid.REVIVED


def _take_again(order_id: int) -> bool:
    """All of its lines, whatever they cost by now: the price was agreed upon."""
    counts = dict(OrderLine.objects.filter(order=order_id).values_list("sku_id", "count"))
    with transaction.atomic():
        if stock.take_at_any_price(counts):
            return True
        transaction.set_rollback(True)
    return False
