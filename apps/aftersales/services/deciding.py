"""The shop decides: money and goods go back, exactly once, because only one change of state gets through."""

import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from orders.services import refunding, stock
from orders.services.moving import MALL, By, by_staff
from orders.services.moving import NotNow as OrderMoved
from orders.states import RECEIVED
from orders.states import Status as OrderStatus
from payment.services.refunding import give_back as give_money_back
from users.models import User

from ..models import AfterSale
from ..rules import NoWayBack
from ..states import Change, Kind
from .asking import let_go
from .moving import move

logger = logging.getLogger(__name__)


def approve(*, aftersale_id: int, by: User, note: str = "", return_address: str = "") -> None:
    """Agrees. Goods that are not sent back are paid back at once: those that were not shipped go on sale again, and the
    rest of their order goes on. For others the buyer is told where to send them.

    Raises NotNow, NoWayBack or AfterSale.DoesNotExist; all or nothing.
    """
    with transaction.atomic():
        aftersale = _locked(aftersale_id)
        who = by_staff(by.pk)
        if not aftersale.is_return:
            move(aftersale_id, Change.APPROVE, by=who, note=note)
            _refund(aftersale, who, puts_back=aftersale.kind == Kind.REFUND)
        elif return_address:
            move(aftersale_id, Change.APPROVE, by=who, note=note, return_address=return_address)
        else:
            raise NoWayBack
        _log(aftersale, by, _("同意了申请"))


def reject(*, aftersale_id: int, by: User, note: str) -> None:
    """Refuses, and says why; an order that was held goes on. Raises NotNow or AfterSale.DoesNotExist."""
    with transaction.atomic():
        aftersale = _locked(aftersale_id)
        move(aftersale_id, Change.REJECT, by=by_staff(by.pk), note=note)
        let_go(aftersale.order_id)
        _log(aftersale, by, _("未通过申请：%(note)s") % {"note": note})


def receive(*, aftersale_id: int, by: User, is_sellable: bool, note: str = "") -> None:
    """The goods came back: the money goes, and what can be sold again is on sale again.

    Raises NotNow or AfterSale.DoesNotExist; all or nothing.
    """
    with transaction.atomic():
        aftersale = _locked(aftersale_id)
        who = by_staff(by.pk)
        move(aftersale_id, Change.RECEIVE, by=who, note=note, is_sellable=is_sellable)
        _refund(aftersale, who, puts_back=is_sellable)
        _log(aftersale, by, _("收到退货，可再次销售") if is_sellable else _("收到退货，不能再次销售"))


def _locked(aftersale_id: int) -> AfterSale:
    """With its order locked first: whoever asks, withdraws, decides or ships comes before or after."""
    order_id = AfterSale.objects.values_list("order_id", flat=True).get(pk=aftersale_id)
    refunding.locked(order_id)
    return AfterSale.objects.select_related("line", "order").get(pk=aftersale_id)


def _refund(aftersale: AfterSale, who: By, *, puts_back: bool) -> None:
    """Money, pieces and stock, in the transaction of the caller; `move` lets it happen once. Raises OrderMoved for an
    order whose parcel came back: its goods are on sale again."""
    if aftersale.order.status not in (OrderStatus.REFUNDING, *RECEIVED):
        raise OrderMoved
    move(aftersale.pk, Change.REFUND, by=MALL)
    refunding.note_refunded(aftersale.line_id, aftersale.count)
    if puts_back:
        stock.give_back({aftersale.line.sku_id: aftersale.count})
    give_money_back(
        order_id=aftersale.order_id,
        amount=aftersale.amount,
        key=aftersale.money_key,
        reason=str(aftersale.get_reason_display()),
    )
    if not refunding.end_if_all_refunded(aftersale.order_id, by=who):
        let_go(aftersale.order_id, note=f"{aftersale.line.name} × {aftersale.count} ¥{aftersale.amount:.2f}")
    logger.info("order %s: %s yuan go back", aftersale.order.number, aftersale.amount)


def _log(aftersale: AfterSale, by: User, what: str) -> None:
    LogEntry.objects.log_actions(by.pk, [aftersale], CHANGE, what, single_object=True)
