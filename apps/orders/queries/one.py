"""Reading one order for its pages."""

from dataclasses import dataclass

from users.models import User

from ..line_actions import LineAction, actions_of_lines
from ..models import Order, OrderEvent, OrderLine


@dataclass(frozen=True)
class LineShown:
    """A line, whether its goods are on the shelf now, and what may be done with it."""

    line: OrderLine
    is_sold: bool
    actions: list[LineAction]


@dataclass(frozen=True)
class OrderShown:
    order: Order
    lines: list[LineShown]
    events: list[OrderEvent]  # the newest first


def order_of(user: User, number: str) -> Order:
    """One of this person's own, hidden or not. Raises Order.DoesNotExist."""
    return Order.objects.of(user).get(number=number)


def show(order: Order) -> OrderShown:
    """With all that its page says, in two queries, and those of the apps that offer actions."""
    lines = list(OrderLine.objects.filter(order=order).select_related("sku"))
    for line in lines:
        line.order = order
    actions = actions_of_lines(lines)
    return OrderShown(
        order=order,
        lines=[LineShown(line, line.sku.is_launched, actions[line.pk]) for line in lines],
        events=list(OrderEvent.objects.filter(order=order).order_by("-pk")),
    )
