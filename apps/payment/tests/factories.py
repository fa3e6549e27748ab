from decimal import Decimal

import factory
from django.utils import timezone

from orders.tests.factories import OrderFactory
from payment.models import Payment, Refund


class PaymentFactory(factory.django.DjangoModelFactory):
    """A pending attempt; `PaymentFactory(paid=True)` was paid in time."""

    class Meta:
        model = Payment

    class Params:
        paid = factory.Trait(
            order__status="to_ship",
            status="paid",
            outcome="in_time",
            trade_number=factory.Sequence(lambda n: f"20261123{n:020d}"),
            paid_at=factory.LazyFunction(timezone.now),
        )

    order = factory.SubFactory(OrderFactory)
    attempt = 1
    out_trade_no = factory.LazyAttribute(lambda row: f"{row.order.number}_{row.attempt}")
    amount = factory.SelfAttribute("order.total")


class RefundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Refund

    payment = factory.SubFactory(PaymentFactory, paid=True)
    order = factory.SelfAttribute("payment.order")
    key = factory.Sequence(lambda n: f"test:{n}")
    out_request_no = factory.Sequence(lambda n: f"request{n}")
    amount = Decimal("1.00")
    reason = "不想要了"
