"""When somebody may ask for money back, and why not; on rows that were read, without another query."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from orders.models import Order, OrderLine
from orders.states import RECEIVED, Status

from .states import Kind


class AfterSaleRejected(Exception):
    """Nothing was changed."""


class NotPaid(AfterSaleRejected):
    """No money has come yet: the order is cancelled, not refunded."""


class NotReceived(AfterSaleRejected):
    """The goods are on their way: they are received first."""


class OrderEnded(AfterSaleRejected):
    """The order was cancelled or refunded as a whole."""


class TooLate(AfterSaleRejected):
    """The days after the receipt are over."""


class AlreadyOpen(AfterSaleRejected):
    """Another request of this line is open."""


class NothingLeft(AfterSaleRejected):
    """The money for all pieces of this line went back."""


class TooOften(AfterSaleRejected):
    """Request upon request of this line came to nothing: withdrawn, or rejected."""


class TooMany(AfterSaleRejected):
    """More pieces than there are left of this line."""


class KindGone(AfterSaleRejected):
    """The order went on since the form was shown: this is not how it is done any more."""


class NotNow(AfterSaleRejected):
    """The request is not, or no longer, in a state that allows this."""


class NoWayBack(AfterSaleRejected):
    """Goods are to be sent back, and nobody said where to."""


MOST_IN_VAIN = 10  # requests of a line: each holds its order, and keeps its pictures
BEFORE_SHIPPING = (Kind.REFUND,)
AFTER_RECEIPT = (Kind.RETURN, Kind.REFUND_ONLY)


def kinds_for(order: Order) -> Sequence[Kind]:
    """What may be asked for with this order now. Raises NotPaid, NotReceived, OrderEnded or TooLate."""
    if order.status in RECEIVED:
        return _kinds_after_receipt(order)
    if order.status in (Status.CANCELLED, Status.REFUNDED):
        raise OrderEnded
    if order.status == Status.SHIPPED:
        raise NotReceived
    if not order.is_paid:
        raise NotPaid
    return BEFORE_SHIPPING


def _kinds_after_receipt(order: Order) -> Sequence[Kind]:
    received_at = order.received_at
    if received_at is None or timezone.now() - received_at > timedelta(days=settings.AFTERSALES_DAYS):
        raise TooLate
    return AFTER_RECEIPT


def most_of(line: OrderLine, *, has_open: bool) -> int:
    """How many pieces may be asked for; at least 1. Raises AlreadyOpen or NothingLeft."""
    if has_open:
        raise AlreadyOpen
    if line.refunded_count >= line.count:
        raise NothingLeft
    return line.count - line.refunded_count
