"""A sheet of shipments: compared with the orders, shown to the clerk, and then each order sent off by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from utils.tokens import TokenRefused, Tokens

from ..models import Order
from ..states import CHANGES, Change, Status
from .clerking import ship_order
from .moving import NotNow

_AT_ONCE = 500
_SHIPPABLE = CHANGES[Change.SHIP].before
#: What was shown comes back signed: nothing is kept of a sheet, and nothing else can be written.
_TOKENS = Tokens(salt="orders.shipments", seconds=24 * 3600)


class Wish(NamedTuple):
    """A row of a sheet that says how an order is sent."""

    row: int
    number: str
    carrier: str
    tracking_number: str


class Shipment(NamedTuple):
    """An order that can be sent like this. The receiver is for people."""

    row: int
    order_id: int
    number: str
    receiver: str
    carrier: str
    tracking_number: str


class Problem(NamedTuple):
    row: int
    number: str
    sentence: str


@dataclass
class Plan:
    shipments: list[Shipment] = field(default_factory=list)
    #: Rows that are not sent, and why; the others are.
    problems: list[Problem] = field(default_factory=list)
    #: Rows whose orders have gone out with just this carrier and number.
    same_count: int = 0


def plan(wishes: Sequence[Wish], problems: Iterable[Problem] = ()) -> Plan:
    """What would become of each row; `problems` are those that were found before."""
    found = Plan(problems=list(problems))
    orders = _orders([wish.number for wish in wishes])
    for wish in wishes:
        order = orders.get(wish.number)
        if order is None:
            found.problems.append(Problem(wish.row, wish.number, _("没有这个订单")))
        elif order.status in _SHIPPABLE:
            found.shipments.append(Shipment(wish.row, order.pk, wish.number, order.receiver, *wish[2:]))
        elif (order.carrier, order.tracking_number) == (wish.carrier, wish.tracking_number):
            found.same_count += 1
        else:
            found.problems.append(Problem(wish.row, wish.number, _why_not(order)))
    found.problems.sort()
    return found


def _orders(numbers: Sequence[str]) -> dict[str, Order]:
    found: dict[str, Order] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        rows = Order.objects.filter(number__in=numbers[start : start + _AT_ONCE])
        found |= {order.number: order for order in rows}
    return found


def _why_not(order: Order) -> str:
    if not order.shipped_at:
        return _("订单是「%(status)s」，不能发货") % {"status": Status(order.status).label}
    sent = {"carrier": order.carrier, "number": order.tracking_number}
    return _("已经用%(carrier)s %(number)s 发出，不会改动") % sent


def sealed(shipments: Iterable[Shipment], *, by_id: int) -> str:
    """For the page that asks whether to go on."""
    return _TOKENS.make({"by": by_id, "lines": [list(shipment) for shipment in shipments]})


def unsealed(text: str, *, by_id: int) -> list[Shipment]:
    """What that page showed to this clerk. Raises TokenRefused, or TokenExpired after a day."""
    held = _TOKENS.read(text)
    if held["by"] != by_id:
        raise TokenRefused
    return [Shipment(*line) for line in held["lines"]]


def send(shipments: Sequence[Shipment], *, by_id: int) -> list[Shipment]:
    """Sends each order off by itself, so that one refusal does not hold up the others. Returns those that were refused:
    somebody was quicker, or their buyers have asked for their money."""
    refused = []
    orders = Order.objects.in_bulk([shipment.order_id for shipment in shipments])
    for shipment in sorted(shipments, key=lambda each: each.order_id):
        try:
            ship_order(
                order=orders[shipment.order_id],
                carrier=shipment.carrier,
                tracking_number=shipment.tracking_number,
                by_id=by_id,
            )
        except NotNow:
            refused.append(shipment)
    return refused
