"""Requests, made as people make them: by the services."""

from django.utils import timezone

from aftersales.models import AfterSale
from aftersales.services import asking, deciding
from aftersales.services.asking import Wish
from aftersales.states import Kind, Reason
from orders.models import OrderLine
from orders.tests.factories import OrderFactory
from payment.models import Payment
from users.tests.factories import UserFactory

RETURN_ADDRESS = "深圳市科苑路 15 号 售后部 0755-12345678"


def order_of(user=None, *, status="to_ship", count=3, **fields):
    """An order in this state of a line of 3 pieces, unless other lines are given; its money came, if it is paid."""
    fields.setdefault("lines", [{"count": count}])
    order = OrderFactory(user=user or UserFactory(), status=status, **fields)
    if order.is_paid and not order.is_cash and order.total:
        Payment.objects.create(
            order=order,
            attempt=1,
            out_trade_no=f"{order.number}1",
            trade_number=f"T{order.number}",
            amount=order.total,
            status=Payment.Status.PAID,
            outcome=Payment.Outcome.IN_TIME,
            paid_at=timezone.now(),
        )
    return order


def line_of(order, place=0):
    return OrderLine.objects.filter(order=order).order_by("pk")[place]


def wish_for(order, count=1, **changed):
    kind = Kind.REFUND if order.status in ("to_ship", "refunding") else Kind.RETURN
    return Wish(**{"kind": kind, "count": count, "reason": Reason.NOT_WANTED, **changed})


def ask_for(order, count=1, *, place=0, evidence=(), **changed):
    """The buyer of this order asks for so many pieces of a line."""
    wish = wish_for(order, count, **changed)
    line = line_of(order, place)
    return asking.ask(user=order.user, number=order.number, line_id=line.pk, wish=wish, evidence=evidence)


def approve(aftersale, *, by):
    address = RETURN_ADDRESS if aftersale.is_return else ""
    deciding.approve(aftersale_id=aftersale.pk, by=by, return_address=address)


def sent_back(order, count=1, *, by, **changed):
    """A return that was approved and sent."""
    aftersale = ask_for(order, count, **changed)
    approve(aftersale, by=by)
    asking.send_back(user=order.user, aftersale_id=aftersale.pk, carrier="顺丰速运", tracking_number="SF1234567")
    return AfterSale.objects.get(pk=aftersale.pk)
