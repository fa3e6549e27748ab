"""What the buyer of an order may do with it now, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Order
from .states import OPEN, Status


@dataclass(frozen=True)
class Action:
    """`name` is that of its address (orders:cancel); of one that is not allowed, why. A shopper reads both."""

    name: str
    text: Promise
    reason: Promise | None = None

    @property
    def is_allowed(self) -> bool:
        return self.reason is None


_TEXTS = {
    "pay": _("去支付"),
    "receive": _("确认收货"),
    "buy_again": _("再次购买"),
    "cancel": _("取消订单"),
    "hide": _("删除订单"),
}
#: Why something cannot be done in a state in which one might look for it.
_NOT_YET: dict[str, Mapping[Status, Promise]] = {
    "pay": {Status.CANCELLED: _("订单已取消，请重新下单")},
    "receive": {
        Status.TO_SHIP: _("商家发货后才能确认收货"),
        Status.REFUNDING: _("退款申请正在处理"),
    },
    "cancel": {
        Status.TO_SHIP: _("已经付款，想取消请申请退款"),
        Status.SHIPPED: _("已经发货，收到后可以申请售后"),
        Status.REFUNDING: _("退款申请正在处理"),
    },
    "hide": {
        **dict.fromkeys(OPEN, _("订单完成或取消后才能删除")),
        Status.TO_REVIEW: _("评价之后才能删除"),
    },
    "buy_again": {},
}


def actions_of(order: Order) -> list[Action]:
    """All that somebody might look for: first what is next, then the rest; what makes no sense is left out."""
    allowed = {
        "pay": order.is_payable,
        "receive": order.is_receivable,
        "buy_again": not order.is_payable,
        "cancel": order.is_cancellable,
        "hide": order.is_hideable,
    }
    found = [_action(name, order.status, is_allowed=allowed[name]) for name in _TEXTS]
    return [action for action in found if action]


def _action(name: str, status: str, *, is_allowed: bool) -> Action | None:
    if is_allowed:
        return Action(name, _TEXTS[name])
    reason = _NOT_YET[name].get(Status(status))
    return Action(name, _TEXTS[name], reason) if reason else None
