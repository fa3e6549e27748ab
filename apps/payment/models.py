"""Money that comes for orders, goes back, and is compared with the gateway. Amounts are in yuan."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models import Order


class Payments(models.QuerySet["Payment"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(order__user=user)

    def pending(self) -> Self:
        return self.filter(status=Payment.Status.PENDING)

    def usable(self) -> Self:
        """What was paid for the order and not too much; of an order at most one."""
        return self.filter(status=Payment.Status.PAID, outcome__in=USABLE)


class Payment(models.Model):
    """One attempt to pay an order, which is one trade at the gateway."""

    class Status(models.TextChoices):
        PENDING = "pending", _("待支付")
        PAID = "paid", _("已支付")
        CLOSED = "closed", _("未支付，已关闭")
        DISPUTED = "disputed", _("金额不符，待人工处理")  # the gateway has other money than was asked for

    class Outcome(models.TextChoices):
        """What the money was for the order: orders.services.paying.Paid."""

        IN_TIME = "in_time", _("按时支付")
        REVIVED = "revived", _("取消后支付，订单恢复")
        TOO_LATE = "too_late", _("取消后支付，已无货，退回")
        TWICE = "twice", _("重复支付，退回")

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments", verbose_name=_("订单"))
    attempt = models.PositiveSmallIntegerField(_("第几次"))
    #: What the gateway calls it on our side: the order's number and the attempt.
    out_trade_no = models.CharField(_("商户单号"), max_length=32, unique=True)
    #: The gateway's own number, known when the money came.
    trade_number = models.CharField(_("支付宝交易号"), max_length=64, unique=True, null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2)
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.PENDING)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome, blank=True)
    #: Promised to go back: the sum of its refunds.
    refunded = models.DecimalField(_("已退金额"), max_digits=12, decimal_places=2, default=0)
    #: What the gateway said: state, amount, the buyer as it masks them.
    facts = models.JSONField(_("网关信息"), default=dict, blank=True)
    started_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    asked_at = models.DateTimeField(_("上次查询时间"), null=True, blank=True)
    paid_at = models.DateTimeField(_("支付时间"), null=True, blank=True)

    objects: ClassVar[Payments] = Payments.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("支付")
        verbose_name_plural = _("支付")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["order", "attempt"], name="payment_attempts_of_an_order"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, refunded__gte=0, refunded__lte=F("amount")), name="payment_amounts"
            ),
        )
        indexes = (
            models.Index(fields=["status", "asked_at"], name="payment_to_ask_about"),
            models.Index(fields=["paid_at"], name="payment_by_day"),
            models.Index(fields=["started_at"], name="payment_by_start"),
        )

    def __str__(self) -> str:
        return self.out_trade_no

    @property
    def is_usable(self) -> bool:
        return self.outcome in USABLE

    @property
    def masked_trade_number(self) -> str:
        return f"{self.trade_number[:8]}…{self.trade_number[-4:]}" if self.trade_number else ""


USABLE = (Payment.Outcome.IN_TIME, Payment.Outcome.REVIVED)


class Refunds(models.QuerySet["Refund"]):
    def waiting(self) -> Self:
        """For the gateway."""
        return self.filter(status=Refund.Status.ASKED).exclude(payment=None)


class Refund(models.Model):
    """Money that goes back: a row of the outbox, written with the decision and brought about after it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("待退款")
        DONE = "done", _("已退款")
        FAILED = "failed", _("退款失败")

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds", verbose_name=_("订单"))
    #: None for cash, which somebody of the shop gives back by hand.
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", null=True, blank=True, verbose_name=_("支付")
    )
    #: Names the decision: it is carried out once.
    key = models.CharField(_("来源"), max_length=64, unique=True)
    #: Names the request at the gateway, which gives nothing back twice for it.
    out_request_no = models.CharField(_("退款请求号"), max_length=64, unique=True)
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("原因"), max_length=100)
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.ASKED)
    #: Of the gateway, for the last failure.
    code = models.CharField(_("网关代码"), max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    tried_at = models.DateTimeField(_("上次尝试时间"), null=True, blank=True)
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    objects: ClassVar[Refunds] = Refunds.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("退款")
        verbose_name_plural = _("退款")
        ordering = ("-pk",)
        permissions = (("carry_out_refund", _("重试退款、登记现金退款")),)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="payment_refund_amount"),)
        indexes = (
            models.Index(fields=["status", "tried_at"], name="payment_refunds_waiting"),
            models.Index(fields=["done_at"], name="payment_refunds_by_day"),
        )

    def __str__(self) -> str:
        return self.out_request_no

    @property
    def is_cash(self) -> bool:
        return self.payment_id is None


class Reconciliation(models.Model):
    """A day of ours beside the same day of the gateway's."""

    day = models.DateField(_("日期"), unique=True)
    checked_at = models.DateTimeField(_("核对时间"))
    payments = models.PositiveIntegerField(_("核对支付"))
    refunds = models.PositiveIntegerField(_("核对退款"))
    paid = models.DecimalField(_("收款"), max_digits=14, decimal_places=2)
    refunded = models.DecimalField(_("退款"), max_digits=14, decimal_places=2)
    #: Each {"what", "number", "ours", "theirs"}.
    differences = models.JSONField(_("差异"), default=list, blank=True)

    objects: ClassVar[models.Manager["Reconciliation"]]

    class Meta:
        verbose_name = _("对账")
        verbose_name_plural = _("对账")
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
