"""What happened to orders."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import Change, Status
from .orders import Order


class Actor(models.TextChoices):
    BUYER = "buyer", _("买家")
    STAFF = "staff", _("商家")
    GATEWAY = "gateway", _("支付平台")
    MALL = "mall", _("系统")


class OrderEvent(models.Model):
    """A line of an order's timeline; written with the change, never changed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events", verbose_name=_("订单"))
    change = models.CharField(_("变更"), max_length=20, choices=Change)
    status = models.CharField(_("之后的状态"), max_length=12, choices=Status)
    actor = models.CharField(_("谁"), max_length=8, choices=Actor)
    #: Of the staff, who it was.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("经手人")
    )
    #: Why, in words that the buyer may read.
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects: ClassVar[models.Manager["OrderEvent"]]

    class Meta:
        verbose_name = _("订单进展")
        verbose_name_plural = _("订单进展")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.order_id} · {self.get_change_display()}"
