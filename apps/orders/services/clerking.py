"""What the staff do with orders: through the same doors as everybody, and each time a line in the admin's history."""

import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from users.models import User
from users.services import revealing

from ..models import Order
from .cancelling import cancel_by_staff, take_parcel_back
from .delivering import ship
from .moving import by_staff

logger = logging.getLogger(__name__)


def ship_order(*, order: Order, carrier: str, tracking_number: str, by_id: int) -> None:
    """Sends an order off, with a line in its history, or neither. Raises NotNow."""
    said = _("发货：%(carrier)s %(number)s") % {"carrier": carrier, "number": tracking_number}
    with transaction.atomic():
        ship(order_id=order.pk, carrier=carrier, tracking_number=tracking_number, by=by_staff(by_id))
        _note(order, said, by_id=by_id)


def cancel_order(*, order: Order, reason: str, by_id: int) -> None:
    """Cancels what was not paid, with a line in its history, or neither; what was sent already has come back then. The
    buyer reads the reason. Raises NotNow."""
    end = take_parcel_back if order.may_come_back else cancel_by_staff
    with transaction.atomic():
        end(order_id=order.pk, by=by_staff(by_id), note=reason)
        _note(order, _("取消：%(reason)s") % {"reason": reason}, by_id=by_id)


def reveal_receiver(*, order: Order, by: User) -> tuple[str, str]:
    """The whole numbers of whoever gets the goods: mobile and phone. Who saw them is written down first, and it counts
    like a look at a person's own. Raises revealing.RevealedTooOften."""
    revealing.count_look(by)
    _note(order, _("查看了收货人的电话"), by_id=by.pk)
    logger.info("Staff %d saw the numbers on order %d", by.pk, order.pk)
    return order.mobile, order.phone


def note_export(count: int, *, form: str, with_numbers: bool, by_id: int) -> None:
    """Who took how many orders away, and whether with whole telephone numbers."""
    logger.info("User %d exports %d orders as %s", by_id, count, form)
    said = _("导出了 %(count)d 个订单（%(form)s）") % {"count": count, "form": form}
    _write(said + (_("，含完整电话") if with_numbers else ""), name=_("订单表格"), by_id=by_id)


def _note(order: Order, said: str, *, by_id: int) -> None:
    _write(said, name=order.number, by_id=by_id, order_id=order.pk)


def _write(said: str, *, name: str, by_id: int, order_id: int | None = None) -> None:
    LogEntry.objects.create(
        user_id=by_id,
        content_type_id=ContentType.objects.get_for_model(Order).pk,
        object_id=str(order_id) if order_id else None,
        object_repr=name,
        action_flag=CHANGE,
        change_message=said,
    )
