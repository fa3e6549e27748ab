"""The gateway is asked what became of payments, when it has not said so by itself. Outside every transaction."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from orders.services import cancelling
from utils.guarding import in_state

from .. import alipay
from ..alipay import Refused, Trade, Unavailable
from ..models import Payment
from .recording import MoneyDiffers, record_money

logger = logging.getLogger(__name__)

AT_A_TIME = 200
_PAUSE = timedelta(seconds=45)  # between two questions about the same payment


def ask_about(payment: Payment, *, may_close: bool = False) -> None:
    """Writes down what the gateway says of this payment. Nobody can pay any more what `may_close`, or whose order can
    no longer be paid. Raises Unavailable or Refused: nothing is known then."""
    trade = alipay.ask_trade(out_trade_no=payment.out_trade_no)
    Payment.objects.filter(pk=payment.pk).update(asked_at=timezone.now())
    may_close = may_close or not payment.order.is_payable
    if trade is None:
        if may_close:
            note_closed(payment)
    elif trade.is_paid:
        _record(payment, trade)
    elif trade.status == alipay.CLOSED_STATE:
        note_closed(payment)
    elif may_close:
        alipay.close_trade(payment.out_trade_no)
        note_closed(payment)


def ask_or_log(payment: Payment, *, may_close: bool = False) -> bool:
    """The same, where the gateway saying nothing changes nothing. False when it is away."""
    try:
        ask_about(payment, may_close=may_close)
    except Unavailable as fault:
        logger.warning("the gateway says nothing about payments: %s", fault)
        return False
    except Refused as refusal:
        logger.warning("payment %s: the gateway refused to say: %s", payment.out_trade_no, refusal.code)
    except Exception:
        logger.exception("payment %s could not be asked about", payment.out_trade_no)
    return True


def ask_about_pending() -> None:
    """Those that nobody has asked about for a while. One that fails does not keep the others waiting."""
    if not alipay.is_offered():
        return
    before = timezone.now() - _PAUSE
    late = Payment.objects.pending().filter(Q(asked_at=None, started_at__lte=before) | Q(asked_at__lte=before))
    for payment in list(late.select_related("order").order_by(F("asked_at").asc(nulls_first=True))[:AT_A_TIME]):
        if not ask_or_log(payment):
            return  # the gateway is away: the others would wait as long


def close_overdue_orders() -> int:
    """Closes the orders whose time to pay is over, after asking the gateway about what was begun: an order whose money
    is there is not closed. While the gateway is away they close all the same; late money revives them or goes back.
    Returns how many were closed."""
    now = timezone.now()
    if alipay.is_offered():
        _ask_before_closing(now)
    return cancelling.close_unpaid()


def note_closed(payment: Payment) -> None:
    """Nobody paid it. Money that comes all the same is still written down."""
    in_state(Payment.objects.all(), payment.pk, [Payment.Status.PENDING]).update(status=Payment.Status.CLOSED)


def _ask_before_closing(now: datetime) -> None:
    begun = Payment.objects.pending().filter(order__status="unpaid", order__pay_by__lte=now)
    for payment in list(begun.select_related("order").order_by("pk")[:AT_A_TIME]):
        if not ask_or_log(payment, may_close=True):
            return


def _record(payment: Payment, trade: Trade) -> None:
    try:
        record_money(payment=payment, trade=trade)
    except MoneyDiffers:  # somebody has to look at it; the log says so
        return
