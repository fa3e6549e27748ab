"""The figures, exactly: at the borders of local days, of periods, and of the hour that it is now."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from goods.tests.factories import SKUFactory
from ledger.models import Kind
from orders.tests.factories import OrderFactory
from reports.figures import Numbers
from reports.queries import figures_at, figures_now, numbers_by_age
from reports.series import Span
from users.models import User
from users.tests.factories import UserFactory

from .factories import NOW, at, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return UserFactory(date_joined=at("01-01 00:00"))


def order(buyer, moment, **fields):
    return OrderFactory(user=buyer, placed_at=at(moment), **fields)


def by_age(name, days=4):
    whole, mornings = numbers_by_age(Span(NOW, days))
    return [getattr(day, name) for day in whole], [getattr(day, name) for day in mornings]


def test_empty_mall_has_zeros_and_nothing_to_compare_with():
    figures = figures_at(NOW)

    assert set(figures.days) == set(figures.mornings) == {Numbers()}
    assert (len(figures.days), figures.of_last(30), figures.before_last(30)) == (60, Numbers(), Numbers())
    assert (figures.top, figures.low_stock, figures.no_stock, Numbers().success) == ((), 0, 0, None)


@pytest.mark.parametrize(
    ("moment", "age"),
    [
        ("11-23 15:30:00", 0),
        ("11-23 00:00:00", 0),
        ("11-22 23:59:59.999999", 1),
        ("11-22 00:00:00", 1),
        ("11-21 23:59:59.999999", 2),
        ("11-20 00:00:00", 3),
    ],
)
def test_order_counts_for_its_local_day(buyer, moment, age):
    order(buyer, moment)

    assert by_age("orders")[0] == [int(day == age) for day in range(4)]


def test_order_from_before_the_first_day_is_not_counted(buyer):
    order(buyer, "11-19 23:59:59.999999")

    assert by_age("orders")[0] == [0, 0, 0, 0]


def test_part_of_a_day_ends_at_the_second_that_it_is_now(buyer):
    for moment in ("11-22 15:30:00.9", "11-22 15:30:01", "11-21 15:29:59", "11-21 23:00"):
        order(buyer, moment)

    assert by_age("orders") == ([0, 2, 2, 0], [0, 1, 1, 0])


def test_today_is_compared_with_yesterday_up_to_this_hour(buyer):
    for moment in ("11-23 09:00", "11-23 15:00", "11-22 15:00", "11-22 16:00", "11-21 08:00"):
        order(buyer, moment)
    figures = figures_at(NOW)

    assert (figures.of_last(1).orders, figures.before_last(1).orders) == (2, 1)


@pytest.mark.parametrize(
    ("days", "first", "end"), [(7, "11-17 00:00", "11-16 15:30"), (30, "10-25 00:00", "10-24 15:30")]
)
def test_periods_are_compared_with_as_long_a_time_before(buyer, days, first, end):
    order(buyer, first)
    OrderFactory(user=buyer, placed_at=at(first) - timedelta(seconds=1))  # later in the day than now: in neither
    order(buyer, end)
    OrderFactory(user=buyer, placed_at=at(first) - timedelta(days=days))
    OrderFactory(user=buyer, placed_at=at(first) - timedelta(days=days, seconds=1))  # before both
    figures = figures_at(NOW)

    assert (figures.of_last(days).orders, figures.before_last(days).orders) == (1, 2)


def test_money_is_what_came_for_orders_and_what_went_back_to_the_fen(buyer):
    post(Kind.PAYMENT, "0.01", at("11-23 00:00"))
    post(Kind.PAYMENT, "1299.99", at("11-22 23:59:59.999999"))
    post(Kind.CASH_IN, "20.10", at("11-22 12:00"))
    post(Kind.UNUSABLE, "500", at("11-22 12:00"))
    post(Kind.RETURN, "500", at("11-22 12:00"))
    post(Kind.REFUND, "9.99", at("11-23 01:00"))
    post(Kind.CASH_OUT, "0.02", at("11-23 02:00"))

    assert by_age("received", 2)[0] == [1, 132_009]
    assert by_age("refunded", 2)[0] == [1001, 0]
    assert by_age("refunds", 2)[0] == [2, 0]


def test_new_people_count_for_the_day_on_which_they_joined(buyer):
    UserFactory(date_joined=at("11-23 00:00"))
    UserFactory(date_joined=at("11-22 23:59:59.999999"))
    UserFactory(date_joined=at("11-22 07:59"))  # the day before, by UTC

    assert (by_age("users", 2), User.objects.count()) == (([1, 2], [1, 1]), 4)


def test_success_is_of_the_online_orders_whose_payment_is_decided(buyer):
    for status in ("to_ship", "done", "refunded", "cancelled", "unpaid"):
        order(buyer, "11-23 10:00", status=status)
    order(buyer, "11-23 10:00", status="cancelled", pay_method="cash")
    order(buyer, "11-23 10:00", status="to_ship", pay_method="cash")
    numbers = figures_at(NOW).of_last(1)

    assert (numbers.orders, numbers.paid_orders, numbers.lost_orders) == (7, 3, 1)
    assert numbers.success == Decimal(75)


def test_most_sold_are_those_whose_pieces_were_kept(buyer):
    many, few, back = (SKUFactory(price=price, name=f"商品{price}") for price in (10, 300, 7))
    order(buyer, "11-23 10:00", status="to_ship", lines=[{"sku": few, "count": 2}, {"sku": many, "count": 3}])
    order(buyer, "10-25 00:00", status="done", lines=[{"sku": many, "count": 4, "refunded_count": 1}])
    order(buyer, "10-24 23:59:59", status="done", lines=[{"sku": few, "count": 50}])
    order(buyer, "11-23 10:00", status="unpaid", lines=[{"sku": few, "count": 50}])
    order(buyer, "11-23 10:00", status="cancelled", lines=[{"sku": few, "count": 50}])
    order(buyer, "11-23 10:00", status="refunded", lines=[{"sku": back, "count": 5, "refunded_count": 5}])

    top = figures_at(NOW).top

    assert [(sku.sku_id, sku.name, sku.pieces, sku.amount) for sku in top] == [
        (many.pk, "商品10", 6, 6000),
        (few.pk, "商品300", 2, 60_000),
    ]


def test_ten_are_listed_at_most(buyer):
    order(buyer, "11-23 10:00", status="to_ship", lines=11)

    assert len(figures_at(NOW).top) == 10


def test_stock_alarms_are_about_what_is_on_the_shelf():
    for stock, is_launched in ((0, True), (5, True), (6, True), (0, False)):
        SKUFactory(stock=stock, is_launched=is_launched)
    figures = figures_at(NOW)

    assert (figures.low_stock, figures.no_stock) == (2, 1)


def test_days_that_are_over_are_counted_once_an_hour_and_the_others_each_time(buyer, django_assert_num_queries):
    figures_at(NOW)
    for moment in ("11-23 00:00", "11-22 23:59", "11-16 10:00", "10-24 10:00", "11-10 10:00"):
        order(buyer, moment)

    with django_assert_num_queries(4):
        warm = figures_at(NOW)
    cache.clear()
    cold = figures_at(NOW)

    ages = [age for age, day in enumerate(warm.days) if day.orders]
    assert (ages, [age for age, day in enumerate(cold.days) if day.orders]) == ([0, 1, 7, 30], [0, 1, 7, 13, 30])
    for days in (1, 7, 30):
        assert warm.mornings[days] == cold.mornings[days]


@pytest.mark.parametrize("count", [0, 3])
def test_figures_take_six_queries_and_the_next_minute_none(buyer, count, django_assert_num_queries):
    for _ in range(count):
        OrderFactory(user=buyer, status="done", lines=2)
    with django_assert_num_queries(6 if count else 5):  # the names of what is sold most
        first = figures_now()

    with django_assert_num_queries(0):
        again = figures_now()

    assert first == again
