"""The only door to another state of a request: one guarded UPDATE, and a line in its timeline."""

from typing import Any

from django.utils import timezone

from orders.services.moving import By
from utils.guarding import in_state

from ..models import AfterSale, AfterSaleEvent
from ..rules import NotNow
from ..states import CHANGES, OPEN, Change, Status


def move(aftersale_id: int, change: Change, *, by: By, note: str = "", **fields: Any) -> None:
    """Makes this change and writes these fields with it, in the transaction of the caller.

    Raises NotNow when somebody was quicker, or it was never possible: nothing was written then.
    """
    rule = CHANGES[change]
    if rule.after not in OPEN:
        fields["ended_at"] = timezone.now()
    changeable = in_state(AfterSale.objects.filter(kind__in=rule.kinds), aftersale_id, rule.before)
    if not changeable.update(status=rule.after, **fields):
        raise NotNow
    note_event(aftersale_id, change, rule.after, by=by, note=note)


def note_event(aftersale_id: int, change: Change, status: Status, *, by: By, note: str = "") -> None:
    AfterSaleEvent.objects.create(
        aftersale_id=aftersale_id, change=change, status=status, actor=by.actor, by_id=by.staff_id, note=note
    )
