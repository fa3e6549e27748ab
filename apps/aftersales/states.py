"""The life of a request to give money back: kinds, states, and every change that there is. services/moving.py alone
moves a request."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    REFUND = "refund", _("退款（未发货）")
    RETURN = "return", _("退货退款")
    REFUND_ONLY = "refund_only", _("仅退款（不退货）")  # parts were missing, or sending it back is not worth it


class Reason(models.TextChoices):
    NOT_WANTED = "not_wanted", _("不想要了")
    ORDERED_WRONG = "ordered_wrong", _("拍错或多拍")
    TOO_SLOW = "too_slow", _("迟迟没有发货")
    FAULTY = "faulty", _("质量有问题")
    DAMAGED = "damaged", _("收到时破损")
    MISSING = "missing", _("少件或漏发")
    WRONG_GOODS = "wrong_goods", _("发错商品")
    NOT_AS_SHOWN = "not_as_shown", _("与页面描述不符")
    OTHER = "other", _("其他")


#: Reasons that are the shop's fault: after the receipt, the freight of the pieces goes back with them only.
FAULTS = frozenset({Reason.FAULTY, Reason.DAMAGED, Reason.MISSING, Reason.WRONG_GOODS, Reason.NOT_AS_SHOWN})

_BEFORE_SHIPPING = (Reason.NOT_WANTED, Reason.ORDERED_WRONG, Reason.TOO_SLOW, Reason.OTHER)
_RECEIVED = tuple(each for each in Reason if each != Reason.TOO_SLOW)
REASONS: dict[Kind, tuple[Reason, ...]] = {
    Kind.REFUND: _BEFORE_SHIPPING,
    Kind.RETURN: _RECEIVED,
    Kind.REFUND_ONLY: _RECEIVED,
}


class Status(models.TextChoices):
    REQUESTED = "requested", _("待审核")
    APPROVED = "approved", _("待寄回")  # what is not sent back goes on to REFUNDED in the same moment
    SENT_BACK = "sent_back", _("退货途中")
    RECEIVED = "received", _("退货已收到")  # for the same moment only: the money follows at once
    REFUNDED = "refunded", _("已退款")
    REJECTED = "rejected", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤销")


class Change(models.TextChoices):
    ASK = "ask", _("提交申请")
    APPROVE = "approve", _("商家同意")
    SEND_BACK = "send_back", _("买家寄回商品")
    RECEIVE = "receive", _("商家收到退货")
    REFUND = "refund", _("退款")
    REJECT = "reject", _("商家未通过申请")
    WITHDRAW = "withdraw", _("买家撤销申请")


@dataclass(frozen=True)
class Rule:
    """From any of these states into one; for requests of these kinds."""

    before: frozenset[Status]
    after: Status
    kinds: frozenset[Kind]


def _rule(*before: Status, after: Status, kinds: frozenset[Kind] = frozenset(Kind)) -> Rule:
    return Rule(frozenset(before), after, kinds)


_RETURNS = frozenset({Kind.RETURN})

#: What may happen to a request. ASK makes the row, in REQUESTED. A parcel that comes before its number was told is
#: received all the same.
CHANGES: dict[Change, Rule] = {
    Change.APPROVE: _rule(Status.REQUESTED, after=Status.APPROVED),
    Change.SEND_BACK: _rule(Status.APPROVED, after=Status.SENT_BACK, kinds=_RETURNS),
    Change.RECEIVE: _rule(Status.APPROVED, Status.SENT_BACK, after=Status.RECEIVED, kinds=_RETURNS),
    Change.REFUND: _rule(Status.APPROVED, Status.RECEIVED, after=Status.REFUNDED),
    Change.REJECT: _rule(Status.REQUESTED, Status.APPROVED, Status.SENT_BACK, after=Status.REJECTED),
    Change.WITHDRAW: _rule(Status.REQUESTED, Status.APPROVED, after=Status.WITHDRAWN),
}

#: Nothing is decided for good yet: its pieces can be in no other request.
OPEN = frozenset({Status.REQUESTED, Status.APPROVED, Status.SENT_BACK, Status.RECEIVED})
