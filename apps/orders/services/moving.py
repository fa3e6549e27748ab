"""The only door to another state: one guarded UPDATE, and a line in the order's timeline."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from utils.guarding import in_state
from utils.kept_sql import insert_rows

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
    changeable = in_state(Order.objects.filter(only or Q()), order_id, rule.before)
    if not changeable.update(status=rule.after, **fields):
        raise NotNow
    note_event(order_id, change, by=by, note=note)


def note_event(order_id: int, change: Change, *, by: By, note: str = "", status: str = "") -> None:
    """Writes a line of the timeline; the state is that after the change, unless it is given."""
    event = OrderEvent(
        order_id=order_id,
        change=change,
        status=status or CHANGES[change].after,
        actor=by.actor,
        by_id=by.staff_id,
        note=note,
    )
    insert_rows([event])
