"""What refunds mean for an order. Who may have what back, and how often, is the business of aftersales."""

from django.db.models import F, Q

from ..models import Order, OrderLine
from ..states import Change, Status
from .moving import BUYER, MALL, By, NotNow, move
from .reviewing import end_if_nothing_to_review


def locked(order_id: int) -> Order:
    """The order as it is now, which nobody else changes until the caller's transaction ends."""
    return Order.objects.select_for_update().get(pk=order_id)


def hold(order: Order, *, note: str) -> None:
    """Keeps a paid order, which the caller has locked, from being shipped. Raises NotNow."""
    if order.status != Status.REFUNDING:  # another line may have begun it
        move(order.pk, Change.ASK_REFUND, by=BUYER, only=~Q(paid_at=None), note=note)


def release(order_id: int, *, note: str = "") -> None:
    """Lets an order be shipped that was held; nothing happens to others."""
    if Order.objects.filter(pk=order_id, status=Status.REFUNDING).exists():
        move(order_id, Change.END_REFUND, by=MALL, note=note)


def note_refunded(line_id: int, count: int) -> None:
    """So many pieces more of a line were refunded. Raises NotNow for more than were bought."""
    left = OrderLine.objects.filter(pk=line_id, refunded_count__lte=F("count") - count)
    if not left.update(refunded_count=F("refunded_count") + count):
        raise NotNow


def end_if_all_refunded(order_id: int, *, by: By) -> bool:
    """Ends an order whose pieces were all refunded; says whether it did. Any other has one line less to review."""
    if OrderLine.objects.filter(order=order_id, refunded_count__lt=F("count")).exists():
        end_if_nothing_to_review(order_id, by=MALL)
        return False
    move(order_id, Change.REFUND, by=by)
    return True
