"""Goods go out and arrive."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from ledger.services import note_cash
from notices.models import Kind
from notices.services import write_notice
from users.models import User

from ..models import Order
from ..states import Change, PayMethod
from .moving import BUYER, MALL, By, NotNow, move

logger = logging.getLogger(__name__)

AT_A_TIME = 500  # orders


def ship(*, order_id: int, carrier: str, tracking_number: str, by: By) -> None:
    """Sends an order off, and its buyer a notice. Raises NotNow."""
    now = timezone.now()
    with transaction.atomic():
        move(
            order_id,
            Change.SHIP,
            by=by,
            carrier=carrier,
            tracking_number=tracking_number,
            shipped_at=now,
            receive_by=now + timedelta(days=settings.ORDER_RECEIVE_DAYS),
        )
        order = Order.objects.only("user_id", "number", "language").get(pk=order_id)
        facts = {"number": order.number, "carrier": carrier, "tracking_number": tracking_number}
        key = f"shipped:{order.number}"
        write_notice(user_id=order.user_id, kind=Kind.SHIPPED, key=key, facts=facts, language=order.language)


def confirm_receipt(*, user: User, number: str) -> None:
    """The buyer has the goods. Raises Order.DoesNotExist, or NotNow."""
    order_id = Order.objects.of(user).values_list("pk", flat=True).get(number=number)
    _receive(order_id, Change.RECEIVE, BUYER)


def receive_overdue(*, limit: int = AT_A_TIME) -> int:
    """Takes for received what was shipped long ago, each in a transaction of its own. Returns how many."""
    due = Order.objects.due_to_be_received(timezone.now()).order_by("receive_by").values_list("pk", flat=True)
    return sum(_receive_or_log(order_id) for order_id in due[:limit])


def _receive_or_log(order_id: int) -> bool:
    try:
        _receive(order_id, Change.RECEIVE_BY_ITSELF, MALL)
    except NotNow:  # the buyer was quicker
        return False
    except Exception:
        logger.exception("the order %d could not be taken for received", order_id)
        return False
    return True


def _receive(order_id: int, change: Change, by: By) -> None:
    """Whoever hands over a parcel against cash takes the money: it is paid from then on."""
    now = timezone.now()
    with transaction.atomic():
        move(order_id, change, by=by, received_at=now, paid_at=Coalesce(F("paid_at"), now))
        order = Order.objects.only("number", "total", "pay_method").get(pk=order_id)
        if order.pay_method == PayMethod.CASH:
            note_cash(order_number=order.number, amount=order.total)
