from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services import cancelling
from orders.services.moving import NotNow, by_staff
from orders.services.paying import note_paid
from orders.states import Change, PayMethod, Status
from orders.tests.factories import OrderFactory
from orders.tests.shopping import pieces_of, placed
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def events_of(order):
    return list(order.events.values_list("change", "actor", "note"))


def make_overdue(*orders):
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(pay_by=timezone.now() - timedelta(seconds=1))


def test_cancelled_order_gives_its_goods_back():
    order = placed(count=2, stock=10)

    cancelling.cancel(user=order.user, number=order.number, note="拍错了")

    order.refresh_from_db()
    assert (order.status, order.closed_at is not None) == (Status.CANCELLED, True)
    assert pieces_of(order) == (2, 10, 0)
    assert events_of(order)[1:] == [("cancel", "buyer", "拍错了")]


def test_second_cancellation_gives_nothing_back():
    order = placed(count=2, stock=10)
    cancelling.cancel(user=order.user, number=order.number)

    with pytest.raises(NotNow):
        cancelling.cancel(user=order.user, number=order.number)

    assert pieces_of(order) == (2, 10, 0)


def test_order_of_somebody_else_does_not_exist():
    order = placed()

    with pytest.raises(Order.DoesNotExist):
        cancelling.cancel(user=UserFactory(), number=order.number)


def test_cash_on_delivery_is_cancelled_until_it_is_shipped():
    order = placed(count=2, stock=10, pay_method=PayMethod.CASH)

    cancelling.cancel(user=order.user, number=order.number)

    assert pieces_of(order) == (2, 10, 0)


@pytest.mark.parametrize("status", [Status.TO_SHIP, Status.SHIPPED, Status.TO_REVIEW, Status.DONE, Status.REFUNDED])
def test_what_is_paid_is_not_cancelled(status):
    order = OrderFactory(status=status)
    before = pieces_of(order)

    with pytest.raises(NotNow):
        cancelling.cancel(user=order.user, number=order.number)

    order.refresh_from_db()
    assert (order.status, pieces_of(order)) == (status, before)


def test_staff_cancel_under_their_name():
    order = placed(count=2, stock=10)
    clerk = UserFactory(is_staff=True)

    cancelling.cancel_by_staff(order_id=order.pk, by=by_staff(clerk.pk), note="仓库缺货")

    assert order.events.values_list("change", "actor", "by", "note")[1] == ("cancel", "staff", clerk.pk, "仓库缺货")
    assert pieces_of(order) == (2, 10, 0)


def test_unpaid_orders_close_when_their_time_is_over():
    overdue, _fresh, paid = placed(count=2, stock=10), placed(), placed(count=2, stock=10)
    note_paid(paid.pk, at=timezone.now())
    make_overdue(overdue, paid)

    closed = cancelling.close_unpaid()

    assert closed == 1
    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "unpaid", "to_ship"]
    assert (pieces_of(overdue), pieces_of(paid)) == ((2, 10, 0), (2, 8, 2))
    assert events_of(overdue)[1:] == [("expire", "mall", "")]


def test_closing_again_finds_nothing():
    make_overdue(order := placed(count=2, stock=10))
    cancelling.close_unpaid()

    assert cancelling.close_unpaid() == 0
    assert pieces_of(order) == (2, 10, 0)


def test_reader_closes_an_overdue_order():
    make_overdue(order := placed(count=2, stock=10))
    order.refresh_from_db()

    assert cancelling.close_if_overdue(order) is True
    assert cancelling.close_if_overdue(order) is False  # of the reader's copy, which still says "unpaid"
    assert pieces_of(order) == (2, 10, 0)


def test_reader_leaves_an_order_that_can_be_paid():
    order = placed()

    assert cancelling.close_if_overdue(order) is False
    assert Order.objects.get().status == Status.UNPAID


@pytest.mark.mysql  # which minds how large a number is
def test_one_order_that_cannot_be_closed_keeps_no_other_open(caplog):
    broken, other = placed(count=2, stock=10), placed(count=2, stock=10)
    broken.lines.update(count=2**32 - 1, price=0, amount=0)  # more than any stock can hold
    make_overdue(broken, other)

    assert cancelling.close_unpaid() == 1
    assert Order.objects.get(pk=broken.pk).status == Status.UNPAID
    assert f"the unpaid order {broken.pk} could not be closed" in caplog.text


def test_changes_name_states_that_there_are():
    from orders.states import CHANGES

    assert set(CHANGES) == set(Change) - {Change.PLACE}
    assert {state for rule in CHANGES.values() for state in (*rule.before, rule.after)} == set(Status)
