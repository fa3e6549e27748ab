"""Gateway, clock, workers and clerks at the same payment or refund, the only one in its table: nobody locks anybody
else out. There the database might go by an index on the state, and lock its entry before the row."""

from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from orders.tests.factories import OrderFactory
from payment.alipay import Trade
from payment.models import Payment, Refund
from payment.services import asking, recording, sending_refunds
from tests.racing import in_processes

from .factories import PaymentFactory, RefundFactory

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]

ROUNDS = 2
TIMES = 80  # in each racer, so that they meet


def again_and_again(work):
    for _time in range(TIMES):
        work()


def faults(*works):
    results = in_processes([partial(again_and_again, work) for work in works])
    return [result for result in results if isinstance(result, Exception)]


def pend_again(payment):
    Payment.objects.filter(pk=payment.pk).update(status="pending", trade_number=None, outcome="")


def test_payment_is_recorded_closed_and_asked_about_at_once():
    order = OrderFactory(status="cancelled")
    payment = PaymentFactory(order=order)
    trade = Trade(payment.out_trade_no, "T1", "TRADE_SUCCESS", payment.amount - Decimal("0.01"))

    def record():
        pend_again(payment)
        with pytest.raises(recording.MoneyDiffers):
            recording.record_money(payment=payment, trade=trade)

    def ask():
        Payment.objects.filter(pk=payment.pk).update(asked_at=timezone.now())

    for _round in range(ROUNDS):
        close = partial(asking.note_closed, payment)
        assert faults(record, close, close, ask, ask) == []


def test_refund_is_claimed_tried_again_and_failed_at_once():
    refund = RefundFactory()

    def fail():
        Refund.objects.filter(pk=refund.pk).update(tried_at=None)
        sending_refunds._fail(refund, "ACQ.TEST")

    claim = partial(sending_refunds._claimed, refund.pk)
    for _round in range(ROUNDS):
        assert faults(fail, claim, claim, partial(sending_refunds.try_again, refund_id=refund.pk)) == []
