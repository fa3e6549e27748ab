"""Requests to get money back, with or without the goods. Amounts are in yuan."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orders.models import Actor, Order, OrderLine
from utils.pictures import Picture, picture_of

from .states import CHANGES, FAULTS, OPEN, Change, Kind, Reason, Status

MOST_PICTURES = 6
_OPEN = sorted(OPEN)


class AfterSales(models.QuerySet["AfterSale"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)

    def open(self) -> Self:
        """Those that nobody has decided for good."""
        return self.filter(status__in=_OPEN)

    def in_vain(self) -> Self:
        return self.filter(status__in=(Status.WITHDRAWN, Status.REJECTED))


class AfterSale(models.Model):
    """A buyer asks the money for some pieces of a line back. At most one request of a line is open."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="aftersales", verbose_name=_("订单"))
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="aftersales", verbose_name=_("订单商品"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="aftersales", verbose_name=_("用户")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.REQUESTED)
    count = models.PositiveIntegerField(_("件数"))
    #: What goes back; fixed when it is asked for.
    amount = models.DecimalField(_("退款金额"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("原因"), max_length=16, choices=Reason)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    #: The renditions of each picture (utils.pictures). The row owns the files; their addresses cannot be guessed.
    pictures = models.JSONField(_("凭证图片"), default=list, blank=True)
    #: Where the goods are sent back to.
    return_address = models.CharField(_("寄回地址"), max_length=200, blank=True)
    carrier = models.CharField(_("承运商"), max_length=30, blank=True)
    tracking_number = models.CharField(_("运单号"), max_length=40, blank=True)
    #: Whether what came back can be sold again; unknown until it came.
    is_sellable = models.BooleanField(_("可再次销售"), null=True, blank=True)
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    #: The line while this is open, else NULL, computed by the database: no line has two open requests.
    open_line = models.GeneratedField(
        expression=Case(When(status__in=_OPEN, then=F("line_id"))),
        output_field=models.BigIntegerField(),
        db_persist=True,
        unique=True,
    )

    objects: ClassVar[AfterSales] = AfterSales.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("售后申请")
        verbose_name_plural = _("售后申请")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(count__gte=1, amount__gte=0), name="aftersales_count_and_amount"),
        )
        indexes = (
            models.Index(fields=["status", "-id"], name="aftersales_by_status"),
            models.Index(fields=["user", "-id"], name="aftersales_of_user"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ¥{self.amount:.2f}"

    def get_absolute_url(self) -> str:
        return reverse("aftersales:detail", args=(self.pk,))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_return(self) -> bool:
        return self.kind == Kind.RETURN

    @property
    def money_key(self) -> str:
        """Names the refund (payment.Refund) that belongs to it: the same key is paid back once."""
        return f"aftersale-{self.pk}"

    @property
    def is_with_freight(self) -> bool:
        """Whether the freight of its pieces goes back with them."""
        return gives_freight_back(Kind(self.kind), Reason(self.reason))

    @property
    def shown_pictures(self) -> list[Picture]:
        return [shown for each in self.pictures if (shown := picture_of(each))]

    def allows(self, change: Change) -> bool:
        """Whether this may happen to it, as far as this row knows; who may do it is another question."""
        rule = CHANGES[change]
        return self.status in rule.before and self.kind in rule.kinds


def gives_freight_back(kind: Kind, reason: Reason) -> bool:
    """Freight goes back for what was never sent, and when the shop is at fault: not when somebody changes their mind
    about goods that were brought to them."""
    return kind == Kind.REFUND or reason in FAULTS


class AfterSaleEvent(models.Model):
    """A line of a request's timeline; written with the change, never changed."""

    aftersale = models.ForeignKey(AfterSale, models.CASCADE, related_name="events", verbose_name=_("售后申请"))
    change = models.CharField(_("变更"), max_length=12, choices=Change)
    status = models.CharField(_("之后的状态"), max_length=12, choices=Status)
    actor = models.CharField(_("谁"), max_length=8, choices=Actor)
    #: Of the staff, who it was.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("经手人")
    )
    #: Why, in words that the buyer may read.
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects: ClassVar[models.Manager["AfterSaleEvent"]]

    class Meta:
        verbose_name = _("售后进展")
        verbose_name_plural = _("售后进展")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.aftersale_id} · {self.get_change_display()}"
