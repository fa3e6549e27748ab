"""Orders end without having arrived, and their stock goes back: exactly once, because only one change of state
gets through."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ledger.services import note_cash_refund
from users.models import User

from ..models import Order, OrderLine
from ..states import Change, PayMethod
from . import stock
from .moving import BUYER, MALL, By, NotNow, move

logger = logging.getLogger(__name__)

AT_A_TIME = 500  # orders
_UNPAID = Q(paid_at=None)


def cancel(*, user: User, number: str, note: str = "") -> None:
    """The buyer cancels what was not paid yet. Raises Order.DoesNotExist, or NotNow."""
    order_id = Order.objects.of(user).values_list("pk", flat=True).get(number=number)
    _end(order_id, Change.CANCEL, by=BUYER, only=_UNPAID, note=note)


def cancel_by_staff(*, order_id: int, by: By, note: str) -> None:
    """The shop cancels what was not paid yet. Raises NotNow."""
    _end(order_id, Change.CANCEL, by=by, only=_UNPAID, note=note)


def take_parcel_back(*, order_id: int, by: By, note: str) -> None:
    """Cancels an order whose parcel came back, because nobody paid for it at the door: no cash is booked that never
    came, and the goods are on sale again. The cash of one that its buyer, or the clock, took for received all the same
    is taken out of the books. Raises NotNow, also when any of it was refunded."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        if not order.may_come_back or OrderLine.objects.filter(order=order, refunded_count__gt=0).exists():
            raise NotNow
        if order.is_paid:
            note_cash_refund(key=f"came_back:{order.number}", order_number=order.number, amount=order.total)
        _end(order_id, Change.COME_BACK, by=by, only=Q(pay_method=PayMethod.CASH), note=note, paid_at=None)


def close_unpaid(*, limit: int = AT_A_TIME) -> int:
    """Closes orders whose time to pay is over, each in a transaction of its own. Returns how many."""
    now = timezone.now()
    overdue = Order.objects.overdue(now).order_by("pay_by").values_list("pk", flat=True)
    return sum(_close_or_log(order_id, now) for order_id in overdue[:limit])


def close_if_overdue(order: Order) -> bool:
    """The same for one order that somebody is about to look at, whatever the clock of the mall does meanwhile."""
    now = timezone.now()
    return order.is_payable and order.pay_by is not None and order.pay_by <= now and _close(order.pk, now)


def _close_or_log(order_id: int, now: datetime) -> bool:
    try:
        return _close(order_id, now)
    except Exception:
        logger.exception("the unpaid order %d could not be closed", order_id)
        return False


def _close(order_id: int, now: datetime) -> bool:
    try:
        _end(order_id, Change.EXPIRE, by=MALL, only=Q(pay_by__lte=now))
    except NotNow:  # paid or cancelled in this moment
        return False
    return True


def _end(order_id: int, change: Change, *, by: By, only: Q, note: str = "", **fields: Any) -> None:
    with transaction.atomic():
        move(order_id, change, by=by, only=only, note=note, closed_at=timezone.now(), **fields)
        stock.give_back(dict(OrderLine.objects.filter(order=order_id).values_list("sku_id", "count")))
