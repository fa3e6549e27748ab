"""What is added to the price of goods, and taken off it. Amounts are in yuan."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from areas.models import Area

_NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class FreightTemplate(models.Model):
    """What it costs to send some goods. Goods without a template of their own go by the default one."""

    name = models.CharField(_("名称"), max_length=30, unique=True)
    is_default = models.BooleanField(_("默认"), default=False, help_text=_("没有指定运费模板的商品都按它计算"))
    #: True where this is the default, else NULL, computed by the database: there are no two defaults.
    default_key = models.GeneratedField(
        expression=Case(When(is_default=True, then=1)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        unique=True,
    )

    class Meta:
        verbose_name = _("运费模板")
        verbose_name_plural = _("运费模板")
        ordering = ("-is_default", "pk")

    def __str__(self) -> str:
        return self.name


class FreightRule(models.Model):
    """What sending costs into some provinces, or, without any, into all that no other rule of the template names."""

    template = models.ForeignKey(FreightTemplate, models.CASCADE, related_name="rules", verbose_name=_("运费模板"))
    provinces = models.ManyToManyField(
        Area,
        related_name="+",
        blank=True,
        limit_choices_to={"parent": None},
        verbose_name=_("省份"),
        help_text=_("留空表示其余所有省份"),
    )
    fee = models.DecimalField(_("运费"), max_digits=8, decimal_places=2, validators=_NOT_NEGATIVE)
    free_from = models.DecimalField(
        _("满多少元包邮"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_NOT_NEGATIVE,
        help_text=_("留空表示不包邮"),
    )

    class Meta:
        verbose_name = _("运费规则")
        verbose_name_plural = _("运费规则")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(fee__gte=0) & (Q(free_from=None) | Q(free_from__gte=0)), name="pricing_freight_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} · {self.fee}"


class Reductions(models.QuerySet["Reduction"]):
    def current(self, now: datetime) -> "Reductions":
        """Switched on, and within their time."""
        begun = Q(starts_at=None) | Q(starts_at__lte=now)
        return self.filter(begun, Q(ends_at=None) | Q(ends_at__gt=now), is_active=True)


class Reduction(models.Model):
    """So much off when the goods of an order cost so much. One order gets the one that takes most off."""

    name = models.CharField(_("名称"), max_length=30)
    from_amount = models.DecimalField(_("满"), max_digits=10, decimal_places=2, validators=_NOT_NEGATIVE)
    off = models.DecimalField(_("减"), max_digits=10, decimal_places=2, validators=_NOT_NEGATIVE)
    is_active = models.BooleanField(_("启用"), default=True)
    starts_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True)

    objects: ClassVar[Reductions] = Reductions.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("满减")
        verbose_name_plural = _("满减")
        ordering = ("from_amount", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(off__gt=0, from_amount__gte=F("off")),
                name="pricing_reduction_within_amount",
                violation_error_message=_("减免要大于 0，且不能超过门槛金额"),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="pricing_reduction_ends_after_start",
                violation_error_message=_("结束时间要晚于开始时间"),
            ),
        )

    def __str__(self) -> str:
        return self.name
