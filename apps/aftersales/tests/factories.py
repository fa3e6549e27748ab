"""Requests, made as people make them: by the services."""

from aftersales.models import AfterSale
from aftersales.services import asking, deciding
from aftersales.services.asking import Wish
from aftersales.states import Kind, Reason
from orders.models import OrderLine
from orders.tests.factories import OrderFactory
from users.tests.factories import UserFactory

RETURN_ADDRESS = "深圳市科苑路 15 号 售后部 0755-12345678"


def order_of(user=None, *, status="to_ship", count=3, **fields):
    """An order in this state of a line of 3 pieces, unless other lines are given."""
    fields.setdefault("lines", [{"count": count}])
    return OrderFactory(user=user or UserFactory(), status=status, **fields)


def line_of(order, place=0):
    return OrderLine.objects.filter(order=order).order_by("pk")[place]


def wish_for(order, count=1, **changed):
    kind = Kind.REFUND if order.status in ("to_ship", "refunding") else Kind.RETURN
    return Wish(**{"kind": kind, "count": count, "reason": Reason.NOT_WANTED, **changed})


def ask_for(order, count=1, *, place=0, evidence=(), **changed):
    """The buyer of this order asks for so many pieces of a line."""
    line = line_of(order, place)
    return asking.ask(
        user=order.user,
        number=order.number,
        line_id=line.pk,
        wish=wish_for(order, count, **changed),
        evidence=evidence,
    )


def returned(order, count=1, *, by, **changed):
    """A return that was approved and sent."""
    aftersale = ask_for(order, count, **changed)
    deciding.approve(aftersale_id=aftersale.pk, by=by, return_address=RETURN_ADDRESS)
    asking.send_back(user=order.user, aftersale_id=aftersale.pk, carrier="顺丰速运", tracking_number="SF1234567")
    return AfterSale.objects.get(pk=aftersale.pk)
