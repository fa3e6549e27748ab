"""The lines of orders. Amounts are in yuan."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from goods.models import SKU
from utils.pictures import Picture, picture_of

from .orders import Order


class OrderLine(models.Model):
    """So many pieces of a SKU, as they were when they were bought."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("订单"))
    sku = models.ForeignKey(SKU, models.PROTECT, related_name="order_lines", verbose_name=_("SKU"))
    name = models.CharField(_("名称"), max_length=150)
    #: Its options, for example "颜色：红；容量：256GB".
    specification = models.CharField(_("规格"), max_length=300, blank=True)
    #: The renditions of the SKU's cover then (utils.pictures).
    renditions = models.JSONField(_("图片"), default=list, blank=True)
    price = models.DecimalField(_("单价"), max_digits=10, decimal_places=2)
    count = models.PositiveIntegerField(_("数量"))
    amount = models.DecimalField(_("小计"), max_digits=12, decimal_places=2)
    #: Its part of the order's discount and freight; the parts of all lines add up to the order's to the fen.
    discount_share = models.DecimalField(_("优惠分摊"), max_digits=12, decimal_places=2, default=Decimal(0))
    freight_share = models.DecimalField(_("运费分摊"), max_digits=10, decimal_places=2, default=Decimal(0))
    #: Pieces whose money went back.
    refunded_count = models.PositiveIntegerField(_("已退数量"), default=0)
    #: Set by reviews, which this app does not know.
    is_reviewed = models.BooleanField(_("已评价"), default=False, db_default=False)

    class Meta:
        verbose_name = _("订单商品")
        verbose_name_plural = _("订单商品")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["order", "sku"], name="orders_line_once_per_sku"),
            models.CheckConstraint(
                condition=Q(count__gte=1, price__gte=0, refunded_count__lte=F("count")), name="orders_line_counts"
            ),
            models.CheckConstraint(  # rounded, because SQLite computes in binary
                condition=Q(amount=Round(F("price") * F("count"), precision=2)), name="orders_line_amount_adds_up"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} × {self.count}"

    @property
    def paid(self) -> Decimal:
        """What was paid for it, discount and freight included."""
        return self.amount - self.discount_share + self.freight_share

    @property
    def cover(self) -> Picture | None:
        return picture_of(self.renditions)
