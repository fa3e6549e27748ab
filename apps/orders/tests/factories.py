from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

import factory
from django.utils import timezone

from goods.tests.factories import SKUFactory
from orders.models import Actor, InvoiceKind, Order, OrderEvent, OrderLine
from orders.numbers import new_number
from orders.states import CHANGES, Change, PayMethod, Status
from users.tests.factories import UserFactory

_PAY = {PayMethod.ALIPAY: (Change.PAY,), PayMethod.CASH: ()}
#: How an order came into a state, after it was placed and (with Alipay) paid.
_AFTERWARDS = {
    Status.TO_SHIP: (),
    Status.SHIPPED: (Change.SHIP,),
    Status.TO_REVIEW: (Change.SHIP, Change.RECEIVE),
    Status.DONE: (Change.SHIP, Change.RECEIVE, Change.REVIEW),
    Status.REFUNDING: (Change.ASK_REFUND,),
    Status.REFUNDED: (Change.ASK_REFUND, Change.REFUND),
}
_BY = {Change.PAY: Actor.GATEWAY, Change.SHIP: Actor.STAFF, Change.EXPIRE: Actor.MALL, Change.REFUND: Actor.STAFF}
_SHIPPED = (Status.SHIPPED, Status.TO_REVIEW, Status.DONE)
_RECEIVED = (Status.TO_REVIEW, Status.DONE)
_UNPAID = (Status.UNPAID, Status.CANCELLED)


def history_of(status, pay_method=PayMethod.ALIPAY):
    """The changes after an order was placed that bring it into this state by the shortest way."""
    if status == Status.UNPAID:
        return ()
    return (Change.CANCEL,) if status == Status.CANCELLED else (*_PAY[pay_method], *_AFTERWARDS[status])


def _at(*statuses):
    """The moment of placing in these states, else None."""
    return factory.LazyAttribute(lambda row: row.placed_at if row.status in statuses else None)


class OrderLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrderLine

    sku = factory.SubFactory(SKUFactory)
    name = factory.SelfAttribute("sku.name")
    price = factory.SelfAttribute("sku.price")
    count = 1
    amount = factory.LazyAttribute(lambda row: row.price * row.count)


class OrderFactory(factory.django.DjangoModelFactory):
    """An order in any state, with the moments and the timeline that lead there, and one line, or those that are asked
    for: `OrderFactory(status="shipped", lines=3)`, `OrderFactory(lines=[{"sku": sku, "count": 2}], freight=10)`. Its
    amounts follow from its lines, and the lines have their shares. The stock of its goods is not touched."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    placed_at = factory.LazyFunction(timezone.now)
    number = factory.LazyAttribute(lambda row: new_number(row.placed_at))
    token = factory.Sequence(lambda n: f"{n:032x}")
    status = Status.UNPAID
    pay_method = PayMethod.ALIPAY
    freight = discount = Decimal(0)
    goods_amount, total = factory.SelfAttribute("discount"), factory.SelfAttribute("freight")  # until there are lines
    receiver = factory.Sequence(lambda n: f"收货人{n}")
    mobile = factory.Sequence(lambda n: f"137{n:08d}")
    area = "广东省 深圳市 南山区"
    place = factory.Sequence(lambda n: f"科苑路 {n} 号")
    invoice_kind = InvoiceKind.NONE
    pay_by = factory.LazyAttribute(
        lambda row: row.placed_at + timedelta(minutes=30) if row.pay_method == PayMethod.ALIPAY else None
    )
    paid_at = factory.LazyAttribute(
        lambda row: (
            row.placed_at
            if row.status not in _UNPAID and (row.pay_method == PayMethod.ALIPAY or row.status in _RECEIVED)
            else None
        )
    )
    shipped_at = _at(*_SHIPPED)
    received_at = _at(*_RECEIVED)
    closed_at = _at(Status.CANCELLED)
    receive_by = factory.LazyAttribute(lambda row: row.shipped_at and row.shipped_at + timedelta(days=15))
    carrier = factory.LazyAttribute(lambda row: "顺丰速运" if row.shipped_at else "")
    tracking_number = factory.LazyAttribute(lambda row: "SF1234567890" if row.shipped_at else "")

    @factory.post_generation
    def lines(self, create, extracted, **kwargs):
        wanted = [{}] * extracted if isinstance(extracted, int) else extracted or [{}]
        made = [OrderLineFactory(order=self, **each) for each in wanted]
        self.goods_amount = sum(line.amount for line in made)
        self.freight, self.discount = Decimal(self.freight), Decimal(self.discount)
        self.total = self.goods_amount + self.freight - self.discount
        self.explanation = _explain(self, sum(line.count for line in made))
        self.save()
        _share(self, made)

    @factory.post_generation
    def events(self, create, extracted, **kwargs):
        placed = Status.TO_SHIP if self.pay_method == PayMethod.CASH else Status.UNPAID
        _note(self, Change.PLACE, placed)
        for change in history_of(Status(self.status), self.pay_method):
            _note(self, change, CHANGES[change].after)


def _note(order, change, status):
    OrderEvent.objects.create(order=order, change=change, status=status, actor=_BY.get(change, Actor.BUYER))


def _explain(order, count):
    lines = [
        {"kind": "goods", "amount": order.goods_amount, "count": count},
        {"kind": "freight", "amount": order.freight},
        {"kind": "reduction", "amount": -order.discount, "from_amount": order.discount},
        {"kind": "total", "amount": order.total},
    ]
    if not order.discount:
        del lines[2]
    return [{"name": "", **{name: str(value) for name, value in line.items()}} for line in lines]


def _share(order, lines):
    """By amount; the last line gets what is left, so that they add up to the fen."""
    for name, whole in (("discount_share", order.discount), ("freight_share", order.freight)):
        left = whole
        for line in lines[:-1]:
            share = (whole * line.amount / order.goods_amount).quantize(Decimal("0.01"), ROUND_DOWN)
            setattr(line, name, share)
            left -= share
        setattr(lines[-1], name, left)
    OrderLine.objects.bulk_update(lines, ["discount_share", "freight_share"])
