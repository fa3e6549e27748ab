"""Money came: it is written down, whatever it turns out to be good for. Amounts are in yuan."""

import logging

from django.db import transaction
from django.utils import timezone

from ledger.services import note_payment, note_unusable_payment
from notices.models import Kind
from notices.services import write_notice
from orders.models import Order
from orders.services.paying import note_paid
from utils.guarding import in_state

from ..alipay import Trade
from ..models import USABLE, Payment
from .refunding import give_back_payment

logger = logging.getLogger(__name__)

_UNPAID = (Payment.Status.PENDING, Payment.Status.CLOSED)


class MoneyDiffers(Exception):
    """What came is not what was asked for: nothing was paid by it."""


def record_money(*, payment: Payment, trade: Trade) -> None:
    """Writes down that this trade, which the gateway vouches for, was paid: the payment, the ledger, what becomes of
    the order, and the refund of what it cannot use; all or nothing, once however often it is said.

    A second trade under the same number is a payment of its own. Raises MoneyDiffers for another amount than ours.
    """
    if trade.amount != payment.amount:
        _dispute(payment, trade)
        raise MoneyDiffers
    with transaction.atomic():
        # Always the order first: whoever gives money back locks in this order too.
        order = Order.objects.select_for_update().get(pk=payment.order_id)
        paid = _paid(payment, trade)
        if paid is None:
            return
        paid.outcome = Payment.Outcome(note_paid(order.pk, at=paid.paid_at or timezone.now()))
        Payment.objects.filter(pk=paid.pk).update(outcome=paid.outcome)
        if paid.outcome in USABLE:
            _keep(order, paid)
        else:
            _return(order, paid)
    logger.info("payment %s: %s", paid.out_trade_no, paid.outcome)


def _paid(payment: Payment, trade: Trade) -> Payment | None:
    """The payment that this money is, paid by now; None when it was written down before."""
    if Payment.objects.filter(trade_number=trade.trade_number).exists():
        return None
    now = timezone.now()
    values = {
        "status": Payment.Status.PAID,
        "trade_number": trade.trade_number,
        "paid_at": min(trade.paid_at or now, now),
        "facts": _facts(trade),
    }
    if not in_state(Payment.objects.all(), payment.pk, _UNPAID).update(**values):
        attempt = next_attempt(payment.order_id)
        number = f"{payment.out_trade_no}_{attempt}"  # the gateway knows it by the number of its own
        return Payment.objects.create(
            order_id=payment.order_id, attempt=attempt, out_trade_no=number, amount=trade.amount, **values
        )
    return Payment.objects.get(pk=payment.pk)


def next_attempt(order_id: int) -> int:
    """Under the lock of the order."""
    last = Payment.objects.filter(order=order_id).order_by("-attempt").values_list("attempt", flat=True).first()
    return (last or 0) + 1


def _keep(order: Order, payment: Payment) -> None:
    note_payment(key=f"payment:{payment.out_trade_no}", order_number=order.number, amount=payment.amount)
    facts = {"number": order.number, "amount": f"{payment.amount:.2f}"}
    key = f"paid:{order.number}"
    write_notice(user_id=order.user_id, kind=Kind.PAID, key=key, facts=facts, language=order.language)


def _return(order: Order, payment: Payment) -> None:
    note_unusable_payment(key=f"payment:{payment.out_trade_no}", order_number=order.number, amount=payment.amount)
    give_back_payment(payment=payment, amount=payment.amount, key=f"unusable:{payment.out_trade_no}")


def _dispute(payment: Payment, trade: Trade) -> None:
    """Kept for somebody to look at. The money stays where it is: nobody knows what it was meant for."""
    unpaid = in_state(Payment.objects.all(), payment.pk, _UNPAID)
    unpaid.update(status=Payment.Status.DISPUTED, facts=_facts(trade))
    logger.error("payment %s: %s yuan came instead of %s", payment.out_trade_no, trade.amount, payment.amount)


def _facts(trade: Trade) -> dict[str, str]:
    return {"status": trade.status, "amount": f"{trade.amount:.2f}", "buyer": trade.buyer}
