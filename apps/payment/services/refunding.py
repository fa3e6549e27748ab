"""Money goes back: decided in one transaction, brought about after it, never twice. Amounts are in yuan."""

import logging
import secrets
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from celery_tasks.payment import tasks
from ledger.services import note_cash_refund
from notices.models import Kind
from notices.services import write_notice
from orders.models import Order
from utils.guarding import in_state

from ..models import Payment, Refund

logger = logging.getLogger(__name__)

_UNUSABLE = gettext_noop("订单已取消或已支付，款项退回")


class NothingPaid(Exception):
    """There is no payment that could go back."""


class TooMuch(Exception):
    """More than is left of what was paid."""


class KeyTaken(Exception):
    """The key stands for another refund already."""


def give_back(*, order_id: int, amount: Decimal, key: str, reason: str) -> None:
    """Decides, in the caller's transaction, that so much of what was paid for an order goes back the way it came; the
    same key once. After the commit a task asks the gateway for it; cash is given back by hand and then noted in the
    admin. The ledger has it when it is done.

    Raises NothingPaid, TooMuch or KeyTaken: nothing was written then.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        if not amount or _is_written(key, order_id, amount):
            return
        if order.is_cash:
            _give_back_cash(order, amount, key, reason)
            return
        payment = Payment.objects.usable().filter(order=order_id).first()
        if payment is None:
            raise NothingPaid
        give_back_payment(payment=payment, amount=amount, key=key, reason=reason)


def give_back_payment(*, payment: Payment, amount: Decimal, key: str, reason: str = _UNUSABLE) -> None:
    """The same for one payment, under the lock of its order."""
    left = Payment.objects.filter(refunded__lte=_to_fen(F("amount") - amount))
    if not in_state(left, payment.pk, [Payment.Status.PAID]).update(refunded=_to_fen(F("refunded") + amount)):
        raise TooMuch
    refund = Refund.objects.create(
        order_id=payment.order_id,
        payment=payment,
        key=key,
        out_request_no=f"{payment.out_trade_no}_{secrets.token_hex(6)}",
        amount=amount,
        reason=reason[:100],
    )
    transaction.on_commit(partial(hand_over, refund.pk))


def _to_fen(amount: Combinable) -> Round:
    """SQLite computes in binary: 0.3 - 0.1 is less than 0.2 there."""
    return Round(amount, precision=2)


def hand_over(refund_id: int) -> None:
    """Wakes the task that asks the gateway. Call it after the commit."""
    try:
        tasks.send_refund.delay(refund_id=refund_id)
    except OperationalError:
        logger.error("the broker took no refund; it waits for the clock: %d", refund_id)


def note_cash_given(*, refund_id: int) -> bool:
    """Somebody of the shop gave this cash back. False when that was noted before."""
    with transaction.atomic():
        refund = Refund.objects.select_related("order").get(pk=refund_id, payment=None)
        if not _end(refund):
            return False
        note_cash_refund(key=f"refund:{refund.key}", order_number=refund.order.number, amount=refund.amount)
        tell(refund)
    return True


def tell(refund: Refund) -> None:
    """The buyer, in the transaction in which it was done."""
    facts = {"number": refund.order.number, "amount": f"{refund.amount:.2f}"}
    facts |= {"means": "cash"} if refund.is_cash else {}
    key = f"refunded:{refund.out_request_no}"
    order = refund.order
    write_notice(user_id=order.user_id, kind=Kind.REFUNDED, key=key, facts=facts, language=order.language)


def _end(refund: Refund) -> bool:
    open_still = in_state(Refund.objects.all(), refund.pk, [Refund.Status.ASKED])
    return bool(open_still.update(status=Refund.Status.DONE, done_at=timezone.now()))


def _is_written(key: str, order_id: int, amount: Decimal) -> bool:
    known = Refund.objects.filter(key=key).first()
    if known and (known.order_id, known.amount) != (order_id, amount):
        raise KeyTaken(key)
    return known is not None


def _give_back_cash(order: Order, amount: Decimal, key: str, reason: str) -> None:
    """Under the lock of the order, which nobody else gives money back for meanwhile."""
    if not order.is_paid:
        raise NothingPaid
    promised = Refund.objects.filter(order=order).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if promised + amount > order.total:
        raise TooMuch
    number = f"{order.number}_{secrets.token_hex(6)}"
    Refund.objects.create(order=order, key=key, out_request_no=number, amount=amount, reason=reason[:100])
