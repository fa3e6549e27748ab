import pytest
from django.utils import timezone

from goods.models import SKU
from orders.models import Order
from orders.services import cancelling
from orders.services.anonymising import anonymise_orders
from orders.services.hiding import hide
from orders.services.paying import Paid, note_paid
from orders.states import PayMethod, Status
from orders.tests.shopping import pieces_of, placed

pytestmark = pytest.mark.django_db


def test_paid_order_is_to_be_shipped():
    order, at = placed(count=2, stock=10), timezone.now()

    assert note_paid(order.pk, at=at) == Paid.IN_TIME

    order.refresh_from_db()
    assert (order.status, order.paid_at) == (Status.TO_SHIP, at)
    assert list(order.events.values_list("change", "actor"))[1:] == [("pay", "gateway")]
    assert pieces_of(order) == (2, 8, 2)


def test_second_payment_changes_nothing():
    order, at = placed(), timezone.now()
    note_paid(order.pk, at=at)

    assert note_paid(order.pk, at=timezone.now()) == Paid.TWICE

    order.refresh_from_db()
    assert (order.paid_at, order.events.count()) == (at, 2)


def test_money_for_cash_on_delivery_is_too_much():
    order = placed(pay_method=PayMethod.CASH)

    assert note_paid(order.pk, at=timezone.now()) == Paid.TWICE
    assert Order.objects.get().paid_at is None


def test_money_for_cash_on_delivery_that_was_cancelled_goes_back():
    order = placed(pay_method=PayMethod.CASH)
    cancelling.cancel(user=order.user, number=order.number)

    assert note_paid(order.pk, at=timezone.now()) == Paid.TOO_LATE  # or its receipt would book cash on top

    assert Order.objects.get().status == Status.CANCELLED


def test_late_payment_takes_the_goods_again():
    order = placed(count=2, stock=10)
    cancelling.cancel(user=order.user, number=order.number)
    SKU.objects.update(stock=2, price=1, is_launched=False)  # the price was agreed upon

    assert note_paid(order.pk, at=timezone.now()) == Paid.REVIVED

    order.refresh_from_db()
    assert (order.status, order.closed_at) == (Status.TO_SHIP, None)
    assert pieces_of(order) == (2, 0, 2)
    assert list(order.events.values_list("change", flat=True)) == ["place", "cancel", "revive"]


def test_late_payment_for_goods_that_are_gone_is_too_late():
    order = placed(count=2, stock=10)
    cancelling.cancel(user=order.user, number=order.number)
    SKU.objects.update(stock=1)

    assert note_paid(order.pk, at=timezone.now()) == Paid.TOO_LATE

    order.refresh_from_db()
    assert (order.status, order.paid_at) == (Status.CANCELLED, None)
    assert pieces_of(order) == (2, 1, 0)


def test_late_payment_brings_an_order_back_that_was_taken_off_the_list():
    order = placed(count=2, stock=10)
    cancelling.cancel(user=order.user, number=order.number)
    hide(user=order.user, number=order.number)

    assert note_paid(order.pk, at=timezone.now()) == Paid.REVIVED

    assert list(Order.objects.of(order.user).listed()) == [order]


def test_late_payment_for_an_order_without_an_address_any_more_is_too_late():
    order = placed(count=2, stock=10)
    cancelling.cancel(user=order.user, number=order.number)
    anonymise_orders(user=order.user)  # the account was erased

    assert note_paid(order.pk, at=timezone.now()) == Paid.TOO_LATE

    assert (Order.objects.get().status, pieces_of(order)) == (Status.CANCELLED, (2, 10, 0))
