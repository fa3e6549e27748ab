"""Sums of today: what is remembered, by several processes, and what comes late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meiduo_mall.metrics import figures
from meiduo_mall.metrics.today import SumsOfToday
from orders.models import Order
from orders.tests.factories import OrderFactory
from payment.tests.factories import PaymentFactory

pytestmark = pytest.mark.django_db


def test_shop_that_was_never_compared_with_its_gateway_says_since_when():
    assert [metric for metric in figures._reconciliation()] == []
    first = timezone.now() - timedelta(days=2)
    for started_at in (timezone.now(), first):
        PaymentFactory(started_at=started_at)

    (until,) = figures._reconciliation()

    assert (until.name, until.samples[0].value) == ("mall_reconciled_until_seconds", pytest.approx(first.timestamp()))


def test_sums_of_today_are_the_same_whether_they_are_remembered_or_read_again():
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    at = [midnight + timedelta(minutes=minute) for minute in (0, 3, 20, 21, 29)]
    sums = SumsOfToday(Order.objects.all, "placed_at", amount="total", group="pay_method")
    orders, answers = [], []

    for minutes in (1, 5, 22, 30, 31, 32):  # remembered from the 22nd on, until the 32nd
        now = midnight + timedelta(minutes=minutes)
        orders += [OrderFactory(placed_at=at.pop(0)) for moment in at[:] if moment < now]
        answers.append(sums.ask(now, midnight) == {"alipay": (len(orders), sum(order.total for order in orders))})

    late = OrderFactory(placed_at=midnight + timedelta(minutes=2))  # which nobody knew of
    known, known_later = (sums.ask(midnight + timedelta(minutes=minutes), midnight) for minutes in (33, 43))
    tomorrow = sums.ask(midnight + timedelta(days=1, minutes=1), midnight + timedelta(days=1))
    assert answers == [True] * 6
    assert (known["alipay"][0], known_later["alipay"][0], tomorrow) == (5, 6, {})
    assert known_later["alipay"][1] == sum(order.total for order in orders) + late.total


def test_sum_of_today_does_not_fall_whichever_process_says_it():
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    often, seldom = (SumsOfToday(Order.objects.all, "placed_at") for _process in range(2))
    OrderFactory(placed_at=midnight + timedelta(minutes=1))
    for process, minutes in ((often, 21), (seldom, 21.2), (often, 29)):
        process.ask(midnight + timedelta(minutes=minutes), midnight)

    OrderFactory(placed_at=midnight + timedelta(minutes=23))  # the gateway says late that it was then
    asked = [(seldom, 29.5), (often, 29.7), (seldom, 29.9), (often, 30.2), (seldom, 30.4), (often, 30.6)]
    counts = [process.ask(midnight + timedelta(minutes=minutes), midnight)[""][0] for process, minutes in asked]

    assert counts == [2] * 6
