"""A day of ours beside a day of the gateway's, through the real client library and the stand-in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.models import Entry, Posting
from orders.tests.factories import OrderFactory
from payment.alipay import Unavailable
from payment.models import Payment, Reconciliation, Refund
from payment.services.reconciling import reconcile, reconcile_yesterday
from payment.services.refunding import give_back
from sandbox import alipay_store
from tests.paying.at_the_gateway import begin, money_of, pay, press, trade_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def mails(gateway, settings):
    settings.ADMINS = [("", "owner@example.com")]
    return gateway


def todays():
    return reconcile(timezone.localdate())


def differences():
    return [(each["what"], each["number"], each["ours"], each["theirs"]) for each in todays().differences]


def test_day_on_which_all_agrees(mails):
    order = OrderFactory()
    pay(order), pay(OrderFactory(), "fail"), begin(OrderFactory())
    give_back(order_id=order.pk, amount=order.total, key="aftersales:1", reason="不想要了")

    report = todays()

    assert (report.payments, report.paid, report.refunds, report.refunded) == (3, order.total, 1, order.total)
    assert (report.differences, mails) == ([], [])


def test_money_that_nobody_told_us_of_is_a_difference_and_is_written_down(mails):
    order = OrderFactory()
    payment = begin(order)
    press(payment, "pay_quietly")

    found = differences()

    assert found == [("payment", payment.out_trade_no, "pending 99.00", "TRADE_SUCCESS 99.00")]
    assert money_of(order) == (order.total, 0)
    assert [(mail.to, "有 1 处差异" in mail.subject) for mail in mails] == [(["owner@example.com"], True)]
    assert payment.out_trade_no in mails[0].body


def test_other_amount_at_the_gateway_is_a_difference():
    payment = pay(OrderFactory(), "pay_other_amount")

    assert differences() == [("payment", payment.out_trade_no, "disputed 99.00", "TRADE_SUCCESS 100.00")]


def test_payment_that_the_gateway_does_not_know_is_a_difference():
    payment = pay(OrderFactory())
    Payment.objects.update(trade_number="1")

    assert differences() == [("payment", payment.out_trade_no, "paid 99.00", "-")]


def test_refund_that_the_gateway_does_not_know_is_a_difference():
    order = OrderFactory()
    payment = pay(order)
    give_back(order_id=order.pk, amount=Decimal(5), key="aftersales:1", reason="不想要了")
    trade = trade_of(payment)
    trade.refunds = {}
    alipay_store.keep(trade)

    assert differences() == [("refund", Refund.objects.get().out_request_no, "5.00", "-")]


def test_books_that_miss_a_payment_or_are_not_in_balance_are_differences():
    first, second = pay(OrderFactory()), pay(OrderFactory())
    Entry.objects.filter(posting__key=f"payment:{first.out_trade_no}", amount__lt=0).update(amount="-1")
    Posting.objects.filter(key=f"payment:{second.out_trade_no}").update(key="another")

    assert differences() == [
        ("ledger", f"payment:{second.out_trade_no}", "-", "-"),
        ("balance", f"payment:{first.out_trade_no}", "-", "-"),
    ]


def test_gateway_that_is_away_leaves_no_report():
    pay(OrderFactory())
    alipay_store.set_mood("broken")

    with pytest.raises(Unavailable):
        todays()

    assert not Reconciliation.objects.exists()


def test_yesterday_is_compared_once():
    for _ in range(2):
        reconcile_yesterday()

    assert Reconciliation.objects.get().day == timezone.localdate() - timedelta(days=1)
