from datetime import timedelta

import pytest
from django.utils import timezone, translation

from ledger.models import Entry
from notices.models import Notice
from orders.models import Order
from orders.services import delivering
from orders.services.moving import NotNow, by_staff
from orders.services.paying import note_paid
from orders.states import PayMethod, Status
from orders.tests.factories import OrderFactory
from orders.tests.shopping import placed
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def ship(order, clerk=None):
    by = by_staff((clerk or UserFactory(is_staff=True)).pk)
    delivering.ship(order_id=order.pk, carrier="顺丰速运", tracking_number="SF123", by=by)


def test_shipped_order_names_its_parcel():
    order, clerk = placed(), UserFactory(is_staff=True)
    note_paid(order.pk, at=timezone.now())

    ship(order, clerk)

    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == (Status.SHIPPED, "顺丰速运", "SF123")
    assert order.receive_by - order.shipped_at == timedelta(days=15)
    assert list(order.events.values_list("change", "by"))[-1] == ("ship", clerk.pk)


def test_buyer_hears_of_the_parcel_in_the_language_that_they_ordered_in():
    with translation.override("en"):
        order = placed(pay_method=PayMethod.CASH)

    with translation.override("zh-hans"):  # the clerk's
        ship(order)

    assert Notice.objects.values_list("kind", "language").get() == ("shipped", "en")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.TO_SHIP}))
def test_only_what_is_to_be_shipped_is_shipped(status):
    order = OrderFactory(status=status, carrier="", tracking_number="")

    with pytest.raises(NotNow):
        ship(order)

    order.refresh_from_db()
    assert (order.status, order.tracking_number) == (status, "")


def test_buyer_confirms_receipt():
    order = OrderFactory(status=Status.SHIPPED)
    paid_at = order.paid_at

    delivering.confirm_receipt(user=order.user, number=order.number)

    order.refresh_from_db()
    assert (order.status, order.received_at is not None, order.paid_at) == (Status.TO_REVIEW, True, paid_at)


def test_receipt_of_somebody_else_does_not_exist():
    order = OrderFactory(status=Status.SHIPPED)

    with pytest.raises(Order.DoesNotExist):
        delivering.confirm_receipt(user=UserFactory(), number=order.number)


def test_receipt_is_confirmed_once():
    order = OrderFactory(status=Status.SHIPPED)
    delivering.confirm_receipt(user=order.user, number=order.number)

    with pytest.raises(NotNow):
        delivering.confirm_receipt(user=order.user, number=order.number)


def test_cash_on_delivery_is_paid_when_it_arrives():
    order = placed(pay_method=PayMethod.CASH)
    ship(order)

    delivering.confirm_receipt(user=order.user, number=order.number)

    order.refresh_from_db()
    assert order.paid_at == order.received_at
    assert sorted(Entry.objects.values_list("account", "amount")) == [("cash", order.total), ("orders", -order.total)]


def test_what_was_shipped_long_ago_counts_as_received():
    late, _fresh = (OrderFactory(status=Status.SHIPPED) for _ in range(2))
    Order.objects.filter(pk=late.pk).update(receive_by=timezone.now())

    assert delivering.receive_overdue() == 1
    assert delivering.receive_overdue() == 0

    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["to_review", "shipped"]
    assert list(late.events.values_list("change", "actor"))[-1] == ("receive_by_itself", "mall")
