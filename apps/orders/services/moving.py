"""The only door to another state: one guarded UPDATE, and a line in the order's timeline."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat

from ..models import Actor, Order, OrderEvent
from ..states import CHANGES, Change


class OrderRejected(Exception):
    """Nothing was changed."""


class NotNow(OrderRejected):
    """The order is not, or no longer, in a state that allows this."""


@dataclass(frozen=True)
class By:
    """Who changes something; of the staff, which person."""

    actor: Actor
    staff_id: int | None = None


BUYER, GATEWAY, MALL = By(Actor.BUYER), By(Actor.GATEWAY), By(Actor.MALL)


def by_staff(user_id: int) -> By:
    return By(Actor.STAFF, user_id)


def move(order_id: int, change: Change, *, by: By, note: str = "", only: Q | None = None, **fields: Any) -> None:
    """Makes this change and writes these fields with it, in the transaction of the caller; `only` narrows down further
    what may be changed. From then on to the commit the order is the caller's: everybody else waits.

    Raises NotNow when somebody was quicker, or it was never possible: nothing was written then.
    """
    rule = CHANGES[change]
    # The state is compared as an expression, so that no index on it is used: MySQL might lock the entry of that index
    # before the row, and deadlock with whoever has locked the row (select_for_update) and moves it on.
    orders = Order.objects.alias(state=Concat("status", Value("")))
    changeable = orders.filter(only or Q(), pk=order_id, state__in=rule.before)
    if not changeable.update(status=rule.after, **fields):
        raise NotNow
    note_event(order_id, change, by=by, note=note)


def note_event(order_id: int, change: Change, *, by: By, note: str = "", status: str = "") -> None:
    """Writes a line of the timeline; the state is that after the change, unless it is given."""
    OrderEvent.objects.create(
        order_id=order_id,
        change=change,
        status=status or CHANGES[change].after,
        actor=by.actor,
        by_id=by.staff_id,
        note=note,
    )
