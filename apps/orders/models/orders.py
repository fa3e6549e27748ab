"""Orders. Amounts are in yuan."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from utils.logs import mask_mobile

from ..states import ENDED, OPEN, RECEIVED, PayMethod, Status


class InvoiceKind(models.TextChoices):
    NONE = "none", _("不开发票")
    PERSONAL = "personal", _("个人")
    COMPANY = "company", _("企业")


class Orders(models.QuerySet["Order"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)

    def listed(self) -> Self:
        """Without those that their owner took off the list."""
        return self.filter(hidden_at=None)

    def unfinished(self) -> Self:
        """Before the goods were received, or the order ended without."""
        return self.filter(status__in=OPEN)

    def overdue(self, now: datetime) -> Self:
        """Unpaid, and the time to pay is over."""
        return self.filter(status=Status.UNPAID, pay_by__lte=now)

    def due_to_be_received(self, now: datetime) -> Self:
        return self.filter(status=Status.SHIPPED, receive_by__lte=now)


class Order(models.Model):
    """One order with copies of what its buyer saw: address, amounts, invoice. Its lines copy the goods."""

    #: 20 digits: the moment in the mall's time zone to the millisecond, then chance. Sorts by time, says nothing else.
    number = models.CharField(_("订单号"), max_length=20, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders", verbose_name=_("用户"))
    #: In which the buyer read the mall then, and reads letters about the order; empty: nobody knows.
    language = models.CharField(_("语言"), max_length=10, blank=True, editable=False, db_default="")
    #: Of the settlement page that was sent: one order each, whatever is clicked twice.
    token = models.CharField(max_length=32, editable=False)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.UNPAID)
    pay_method = models.CharField(_("支付方式"), max_length=8, choices=PayMethod, default=PayMethod.ALIPAY)

    goods_amount = models.DecimalField(_("商品金额"), max_digits=12, decimal_places=2)
    freight = models.DecimalField(_("运费"), max_digits=10, decimal_places=2, default=Decimal(0))
    discount = models.DecimalField(_("优惠"), max_digits=12, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(_("应付金额"), max_digits=12, decimal_places=2)
    #: How the amounts came about, as the settlement page said it: pricing.quotes, as JSON.
    explanation = models.JSONField(_("金额说明"), default=list, blank=True)

    receiver = models.CharField(_("收货人"), max_length=20)
    mobile = models.CharField(_("手机号"), max_length=11)
    phone = models.CharField(_("固定电话"), max_length=20, blank=True)
    #: Province, city and district by name.
    area = models.CharField(_("所在地区"), max_length=130)
    place = models.CharField(_("详细地址"), max_length=100)
    remark = models.CharField(_("买家备注"), max_length=200, blank=True)

    invoice_kind = models.CharField(_("发票类型"), max_length=8, choices=InvoiceKind, default=InvoiceKind.NONE)
    invoice_title = models.CharField(_("发票抬头"), max_length=100, blank=True)
    invoice_tax_number = models.CharField(_("税号"), max_length=20, blank=True)

    carrier = models.CharField(_("承运商"), max_length=30, blank=True)
    tracking_number = models.CharField(_("运单号"), max_length=40, blank=True)

    placed_at = models.DateTimeField(_("下单时间"))
    pay_by = models.DateTimeField(_("支付期限"), null=True, blank=True)
    #: When the money was there: the gateway's word, or the parcel's delivery against cash.
    paid_at = models.DateTimeField(_("支付时间"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("发货时间"), null=True, blank=True)
    receive_by = models.DateTimeField(_("自动收货时间"), null=True, blank=True)
    received_at = models.DateTimeField(_("收货时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("从列表删除的时间"), null=True, blank=True)

    objects: ClassVar[Orders] = Orders.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("订单")
        verbose_name_plural = _("订单")
        ordering = ("-pk",)
        permissions = (("ship_order", _("发货")), ("export_order", _("导出订单")))
        constraints = (
            models.UniqueConstraint(fields=["user", "token"], name="orders_one_per_token"),
            models.CheckConstraint(
                condition=Q(goods_amount__gte=0, freight__gte=0, discount__gte=0, total__gte=0),
                name="orders_amounts_not_negative",
            ),
            models.CheckConstraint(
                # Rounded, because SQLite computes in binary.
                condition=Q(total=Round(F("goods_amount") + F("freight") - F("discount"), precision=2)),
                name="orders_total_adds_up",
            ),
        )
        indexes = (
            models.Index(fields=["user", "hidden_at", "status", "-id"], name="orders_of_user"),
            models.Index(fields=["status", "pay_by"], name="orders_overdue"),
            models.Index(fields=["status", "receive_by"], name="orders_to_be_received"),
            # For the lists of staff, newest first; what is filtered by stands beside, so that no row is read.
            models.Index(fields=["status", "placed_at", "pay_method", "total"], name="orders_by_status"),
            models.Index(fields=["placed_at", "status", "pay_method", "total"], name="orders_by_day"),
            models.Index(fields=["mobile"], name="orders_by_mobile"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:detail", args=(self.number,))

    @property
    def is_anonymous(self) -> bool:
        """Whether its buyer's account was erased: nobody knows any more where it was to go (services.anonymising)."""
        return not self.receiver

    @property
    def is_payable(self) -> bool:
        return self.status == Status.UNPAID

    @property
    def is_paid(self) -> bool:
        return self.paid_at is not None

    @property
    def is_cash(self) -> bool:
        return self.pay_method == PayMethod.CASH

    @property
    def is_cancellable(self) -> bool:
        """By its buyer, without anybody's consent: no money has been moved yet."""
        return not self.is_paid and self.status in (Status.UNPAID, Status.TO_SHIP)

    @property
    def may_come_back(self) -> bool:
        """Its parcel, when nobody pays for it at the door: sent, or taken for received by a click."""
        is_sent = self.status == Status.SHIPPED and not self.is_paid
        return self.is_cash and (is_sent or (self.status in RECEIVED and self.total > 0))

    @property
    def is_receivable(self) -> bool:
        return self.status == Status.SHIPPED

    @property
    def is_hideable(self) -> bool:
        return self.status in ENDED

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)
