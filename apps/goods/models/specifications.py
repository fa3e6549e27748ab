"""In what the SKUs of an SPU differ."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .products import SKU, SPU


class Specification(models.Model):
    """For example the colour of one SPU."""

    spu = models.ForeignKey(SPU, models.CASCADE, related_name="specifications", verbose_name=_("商品（SPU）"))
    name = models.CharField(_("规格"), max_length=20)
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("规格")
        verbose_name_plural = _("规格")
        ordering = ("sequence", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["spu", "name"],
                name="goods_specification_once_per_spu",
                violation_error_message=_("这个商品已有这个规格"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SpecificationOption(models.Model):
    """For example red."""

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="options", verbose_name=_("规格"))
    value = models.CharField(_("选项"), max_length=40)
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("规格选项")
        verbose_name_plural = _("规格选项")
        ordering = ("sequence", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["specification", "value"],
                name="goods_option_once_per_specification",
                violation_error_message=_("这个规格已有这个选项"),
            ),
        )

    def __str__(self) -> str:
        return self.value


class SKUSpecification(models.Model):
    """Which option a SKU has; one for each specification of its SPU."""

    sku = models.ForeignKey(SKU, models.CASCADE, related_name="chosen", verbose_name=_("SKU"))
    specification = models.ForeignKey(Specification, models.PROTECT, related_name="+", verbose_name=_("规格"))
    option = models.ForeignKey(SpecificationOption, models.PROTECT, related_name="chosen", verbose_name=_("选项"))

    class Meta:
        verbose_name = _("SKU 规格")
        verbose_name_plural = _("SKU 规格")
        ordering = ("specification__sequence", "specification_id")
        constraints = (
            models.UniqueConstraint(fields=["sku", "specification"], name="goods_sku_one_option_per_specification"),
        )

    def __str__(self) -> str:
        return f"{self.sku_id} · {self.option_id}"
