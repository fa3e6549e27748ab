"""Money goes back in portions, exact to the fen: SQLite computes in binary."""

from decimal import Decimal

import pytest

from orders.tests.factories import OrderFactory
from payment.models import Payment, Refund
from payment.services.refunding import TooMuch, give_back

from .factories import PaymentFactory

pytestmark = pytest.mark.django_db


def paid_order(total):
    order = OrderFactory(status="to_review", lines=[{"price": Decimal(total)}])
    PaymentFactory(order=order, paid=True)
    return order


def give(order, number, amount):
    give_back(order_id=order.pk, amount=Decimal(amount), key=f"test:{number}", reason="坏了")


@pytest.mark.parametrize(
    "portions",
    [("0.10", "0.20"), ("0.20", "0.10"), ("0.10",) * 3, ("33.33", "33.33", "33.34"), ("1.10", "2.20", "4.35")],
)
def test_all_of_what_was_paid_goes_back_in_portions(portions):
    total = sum(map(Decimal, portions))
    order = paid_order(total)

    for number, amount in enumerate(portions):
        give(order, number, amount)

    assert Payment.objects.get().refunded == total
    assert sorted(Refund.objects.values_list("amount", flat=True)) == sorted(map(Decimal, portions))


@pytest.mark.parametrize("portions", [("0.10", "0.20"), ("33.33", "33.33", "33.34")])
def test_a_fen_more_than_was_paid_is_refused(portions):
    order = paid_order(sum(map(Decimal, portions)))

    for number, amount in enumerate(portions):
        give(order, number, amount)

    with pytest.raises(TooMuch):
        give(order, "last", "0.01")
