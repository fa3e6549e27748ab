"""The account books: double entry, append-only. Amounts are in yuan.

Every posting has two entries that add up to zero. Money that comes in is positive on the account where it lies, and
negative on the account that says whose it is:

- GATEWAY, what lies with Alipay, and CASH, what was handed over at the door: where money lies.
- ORDERS, what buyers paid for orders: earned, as far as it is kept.
- OWED_BACK, what came for an order that could not use it: it goes back.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    GATEWAY = "gateway", _("支付平台")
    CASH = "cash", _("现金")
    ORDERS = "orders", _("订单款")
    OWED_BACK = "owed_back", _("待退款项")


class Kind(models.TextChoices):
    PAYMENT = "payment", _("收到付款")
    UNUSABLE = "unusable", _("收到多余的付款")
    REFUND = "refund", _("退款")
    RETURN = "return", _("退回多余的付款")
    CASH_IN = "cash_in", _("收到现金")
    CASH_OUT = "cash_out", _("退还现金")


class Posting(models.Model):
    """One movement of money, written once with its entries and never changed."""

    #: Names the movement: writing it twice leaves one.
    key = models.CharField(_("凭证号"), max_length=80, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    order_number = models.CharField(_("订单号"), max_length=20, db_index=True)
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)

    objects: ClassVar[models.Manager["Posting"]]

    class Meta:
        verbose_name = _("记账凭证")
        verbose_name_plural = _("记账凭证")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """The part of a posting on one account."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries", verbose_name=_("记账凭证"))
    account = models.CharField(_("科目"), max_length=10, choices=Account)
    amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2)

    objects: ClassVar[models.Manager["Entry"]]

    class Meta:
        verbose_name = _("分录")
        verbose_name_plural = _("分录")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["posting", "account"], name="ledger_entry_once_per_account"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount:+}"
