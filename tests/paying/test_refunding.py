"""Refunds through the real client library and the stand-in: every row of docs/payment.md about money that goes back."""

from decimal import Decimal

import pytest

from notices.models import Notice
from orders.tests.factories import OrderFactory
from payment import alipay
from payment.models import Payment, Refund
from payment.services import sending_refunds
from payment.services.refunding import KeyTaken, NothingPaid, TooMuch, give_back
from sandbox import alipay_store
from tests.paying.at_the_gateway import money_of, pay, trade_of

pytestmark = pytest.mark.django_db(transaction=True)

FIVE = Decimal(5)


@pytest.fixture
def order(gateway):
    order = OrderFactory()
    pay(order)
    return order


def refund(order, amount=FIVE, key="aftersales:1"):
    give_back(order_id=order.pk, amount=amount, key=key, reason="不想要了")
    return Refund.objects.get(key=key)


def gone_back(refund):
    """According to the gateway."""
    number = refund.payment.trade_number
    return alipay.ask_refund(trade_number=number, out_request_no=refund.out_request_no)


def try_later(refund):
    """What the clock does when the pause is over."""
    Refund.objects.filter(pk=refund.pk).update(tried_at="2026-11-01T00:00Z")
    sending_refunds.send_waiting_refunds()
    refund.refresh_from_db()
    return refund.status


def test_refund_goes_back_and_is_in_the_books(order):
    made = refund(order)

    assert (made.status, gone_back(made), made.payment.refunded) == ("done", FIVE, FIVE)
    assert money_of(order) == (order.total, FIVE)
    assert Notice.objects.filter(key=f"refunded:{made.out_request_no}").count() == 1


def test_same_key_goes_back_once(order):
    for _ in range(2):
        refund(order)

    assert (Refund.objects.count(), money_of(order)) == (1, (order.total, FIVE))


def test_key_of_another_refund_is_refused(order):
    refund(order)

    with pytest.raises(KeyTaken):
        refund(order, amount=Decimal(6))

    assert money_of(order) == (order.total, FIVE)


def test_all_goes_back_in_parts_and_no_fen_more(order):
    refund(order, order.total - FIVE, "aftersales:1")
    refund(order, FIVE, "aftersales:2")

    with pytest.raises(TooMuch):
        refund(order, Decimal("0.01"), "aftersales:3")

    assert money_of(order) == (order.total, order.total)
    assert Payment.objects.get().refunded == order.total


def test_nothing_goes_back_of_what_was_not_paid(db):
    order = OrderFactory()

    with pytest.raises(NothingPaid):
        give_back(order_id=order.pk, amount=FIVE, key="aftersales:1", reason="不想要了")


@pytest.mark.parametrize("mood", ["broken", "garbage", "refused"])
def test_refund_waits_while_the_gateway_is_away(order, mood):
    alipay_store.set_mood(mood)
    made = refund(order)
    assert (made.status, money_of(order)) == ("asked", (order.total, 0))
    alipay_store.set_mood("well")

    assert try_later(made) == "done"
    assert money_of(order) == (order.total, FIVE)


def test_refund_waits_while_the_broker_is_away(order, broker_away):
    from celery_tasks.main import app

    app.conf.task_always_eager = False
    made = refund(order)

    assert made.status == "asked"
    assert try_later(made) == "done"


def test_unknown_outcome_is_asked_about_before_anything_is_tried_again(order):
    alipay_store.set_mood("deaf")  # it does what it is asked, and says nothing
    made = refund(order)
    assert (made.status, list(trade_of(made.payment).refunds.values())) == ("asked", [{made.out_request_no: "5.00"}])
    alipay_store.set_mood("poor")  # asked again it would refuse

    assert try_later(made) == "done"
    assert money_of(order) == (order.total, FIVE)


def test_refund_sent_twice_goes_back_once(order):
    made = refund(order)
    Refund.objects.update(status="asked", tried_at=None)  # as if the answer had been lost

    sending_refunds.send_refund(refund_id=made.pk)
    sending_refunds.send_refund(refund_id=made.pk)

    made.refresh_from_db()
    assert (made.status, money_of(order)) == ("done", (order.total, FIVE))
    assert trade_of(made.payment).refunds == {made.payment.trade_number: {made.out_request_no: "5.00"}}


def test_refused_refund_fails_and_is_tried_again_when_staff_say_so(order):
    alipay_store.set_mood("poor")
    made = refund(order)
    assert (made.status, made.code) == ("failed", "ACQ.SELLER_BALANCE_NOT_ENOUGH")
    alipay_store.set_mood("well")
    assert try_later(made) == "failed"

    assert sending_refunds.try_again(refund_id=made.pk)

    made.refresh_from_db()
    assert (made.status, made.code, money_of(order)) == ("done", "", (order.total, FIVE))
    assert not sending_refunds.try_again(refund_id=made.pk)


def test_claimed_refund_is_left_to_whoever_claimed_it(order):
    alipay_store.set_mood("broken")
    made = refund(order)
    alipay_store.set_mood("well")

    sending_refunds.send_refund(refund_id=made.pk)

    made.refresh_from_db()
    assert (made.status, made.tries) == ("asked", 1)
