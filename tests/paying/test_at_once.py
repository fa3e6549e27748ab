"""Notices against everything that happens at the same moment: money in = kept + given back, and one sensible order."""

from decimal import Decimal

import pytest

from notices.models import Notice
from orders.models import Order, OrderEvent
from orders.services import cancelling
from orders.services.moving import NotNow
from orders.tests.factories import OrderFactory
from payment.models import Payment, Refund
from payment.services import noticing, paying, sending_refunds
from payment.services.refunding import TooMuch, give_back
from tests.paying.at_the_gateway import begin, money_of, notice_of, pay, press, status_of, trade_of
from tests.racing import at_once, count_of

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]

ROUNDS = 4


def paid_quietly(**values):
    """An order whose money the gateway has, and the notice that the mall has not got yet."""
    order = OrderFactory(**values)
    payment = begin(order)
    press(payment, "pay_quietly")
    return order, notice_of(payment)


def balance(order):
    """What the order keeps, and what the books say is kept."""
    came, went = money_of(order)
    return came - went


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_same_notice_many_times_at_once_is_one_payment(gateway, _round):
    order, notice = paid_quietly()

    results = at_once(lambda index: noticing.take_notice(notice), times=4)

    assert (results, status_of(order), money_of(order)) == ([None] * 4, "to_ship", (order.total, 0))
    assert OrderEvent.objects.filter(order=order, change="pay").count() == 1
    assert (Payment.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_trades_at_once_keep_one_and_give_one_back(gateway, _round):
    order = OrderFactory()
    first = begin(order)
    Payment.objects.update(status="closed")
    second = begin(order)
    press(first, "pay_quietly"), press(second, "pay_quietly")
    notices = [notice_of(first), notice_of(second)]

    results = at_once(lambda index: noticing.take_notice(notices[index]), times=2)

    assert (results, money_of(order)) == ([None, None], (order.total * 2, order.total))
    assert sorted(Payment.objects.values_list("outcome", flat=True)) == ["in_time", "twice"]
    assert Refund.objects.get().status == "done"


@pytest.mark.parametrize("_round", range(ROUNDS))
@pytest.mark.parametrize("stock", [0, 5])
def test_notice_against_cancelling_leaves_the_order_paid_or_the_money_back(gateway, stock, _round):
    order, notice = paid_quietly(lines=[{"sku__stock": stock, "count": 1}])
    deeds = [
        lambda: noticing.take_notice(notice),
        lambda: cancelling.cancel(user=order.user, number=order.number),
    ]

    results = at_once(lambda index: deeds[index](), times=2)

    # Cancelling puts the piece back, so that there is always one to revive the order with.
    assert results[0] is None
    assert results[1] is None or isinstance(results[1], NotNow)
    assert (status_of(order), balance(order)) == ("to_ship", order.total)
    assert order.lines.get().sku.stock == stock


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_notice_against_closing_leaves_the_order_paid(gateway, _round):
    order, notice = paid_quietly(lines=[{"sku__stock": 5, "count": 1}])
    Order.objects.update(pay_by="2026-11-01T00:00Z")
    deeds = [lambda: noticing.take_notice(notice), cancelling.close_unpaid]

    results = at_once(lambda index: deeds[index](), times=2)

    assert count_of(results, Exception) == 0
    assert (status_of(order), balance(order), order.lines.get().sku.stock) == ("to_ship", order.total, 5)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_late_notices_of_two_orders_for_the_last_piece_keep_one_and_give_one_back(gateway, _round):
    first, notice = paid_quietly(status="unpaid", lines=[{"sku__stock": 1, "count": 1}])
    sku = first.lines.get().sku
    second, other = paid_quietly(lines=[{"sku": sku, "count": 1}])
    Order.objects.update(status="cancelled")

    results = at_once(lambda index: noticing.take_notice((notice, other)[index]), times=2)

    sku.refresh_from_db()
    assert (results, sku.stock) == ([None, None], 0)
    assert sorted([status_of(first), status_of(second)]) == ["cancelled", "to_ship"]
    assert sorted([balance(first), balance(second)]) == [0, first.total]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_refunds_at_once_give_back_no_more_than_was_paid(gateway, _round):
    order = OrderFactory()
    payment = pay(order)
    amount = order.total - Decimal(10)

    results = at_once(
        lambda index: give_back(order_id=order.pk, amount=amount, key=f"aftersales:{index}", reason="坏了"), times=3
    )

    assert (count_of(results, TooMuch), money_of(order)) == (2, (order.total, amount))
    assert [sum(map(Decimal, gone.values())) for gone in trade_of(payment).refunds.values()] == [amount]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_refund_sent_by_many_at_once_goes_back_once(gateway, _round):
    order = OrderFactory()
    pay(order)
    give_back(order_id=order.pk, amount=Decimal(5), key="aftersales:1", reason="坏了")
    refund = Refund.objects.get()
    Refund.objects.update(status="asked", tried_at=None)

    results = at_once(lambda index: sending_refunds.send_refund(refund_id=refund.pk), times=4)

    assert (results, money_of(order)) == ([None] * 4, (order.total, Decimal(5)))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_paying_begun_many_times_at_once_is_one_attempt(gateway, _round):
    order = OrderFactory()

    results = at_once(lambda index: paying.start_payment(user=order.user, number=order.number), times=4)

    assert {payment.out_trade_no for payment in results} == {f"{order.number}_1"}
