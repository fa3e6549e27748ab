"""The life of an order: its states, and every change that there is. services/moving.py alone moves an order."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    UNPAID = "unpaid", _("待支付")
    TO_SHIP = "to_ship", _("待发货")
    SHIPPED = "shipped", _("待收货")
    TO_REVIEW = "to_review", _("待评价")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")
    REFUNDING = "refunding", _("退款中")  # asked before it was shipped: nothing is shipped until it is decided
    REFUNDED = "refunded", _("已退款")  # all of it


class PayMethod(models.TextChoices):
    ALIPAY = "alipay", _("支付宝")
    CASH = "cash", _("货到付款")


class Change(models.TextChoices):
    PLACE = "place", _("提交订单")
    PAY = "pay", _("支付成功")
    CANCEL = "cancel", _("取消订单")
    EXPIRE = "expire", _("超时未支付，自动取消")
    COME_BACK = "come_back", _("包裹退回，取消订单")  # not accepted at the door, where it was to be paid
    REVIVE = "revive", _("取消后收到付款，恢复订单")
    SHIP = "ship", _("商家发货")
    RECEIVE = "receive", _("确认收货")
    RECEIVE_BY_ITSELF = "receive_by_itself", _("到期自动确认收货")
    REVIEW = "review", _("评价完成")
    ASK_REFUND = "ask_refund", _("申请退款")
    END_REFUND = "end_refund", _("退款申请结束，继续发货")
    REFUND = "refund", _("全部退款")


@dataclass(frozen=True)
class Rule:
    """From any of these states into one."""

    before: frozenset[Status]
    after: Status


def _rule(*before: Status, after: Status) -> Rule:
    return Rule(frozenset(before), after)


#: What may happen to an order. Services add conditions of their own to the same UPDATE (`moving.move(only=…)`): only
#: unpaid ones are cancelled, only those whose time is over expire. PLACE makes the row, in UNPAID, or in TO_SHIP for
#: cash on delivery.
CHANGES: dict[Change, Rule] = {
    Change.PAY: _rule(Status.UNPAID, after=Status.TO_SHIP),
    Change.CANCEL: _rule(Status.UNPAID, Status.TO_SHIP, after=Status.CANCELLED),
    Change.EXPIRE: _rule(Status.UNPAID, after=Status.CANCELLED),
    Change.COME_BACK: _rule(Status.SHIPPED, Status.TO_REVIEW, Status.DONE, after=Status.CANCELLED),
    Change.REVIVE: _rule(Status.CANCELLED, after=Status.TO_SHIP),
    Change.SHIP: _rule(Status.TO_SHIP, after=Status.SHIPPED),
    Change.RECEIVE: _rule(Status.SHIPPED, after=Status.TO_REVIEW),
    Change.RECEIVE_BY_ITSELF: _rule(Status.SHIPPED, after=Status.TO_REVIEW),
    Change.REVIEW: _rule(Status.TO_REVIEW, after=Status.DONE),
    Change.ASK_REFUND: _rule(Status.TO_SHIP, after=Status.REFUNDING),
    Change.END_REFUND: _rule(Status.REFUNDING, after=Status.TO_SHIP),
    Change.REFUND: _rule(Status.REFUNDING, Status.TO_REVIEW, Status.DONE, after=Status.REFUNDED),
}

#: What of an order came before the goods were received.
OPEN = frozenset({Status.UNPAID, Status.TO_SHIP, Status.SHIPPED, Status.REFUNDING})
RECEIVED = frozenset({Status.TO_REVIEW, Status.DONE})
#: Nothing more will happen to these by themselves; their owner may take them off the list.
ENDED = frozenset({Status.DONE, Status.CANCELLED, Status.REFUNDED})
