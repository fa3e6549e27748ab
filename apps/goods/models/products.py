"""Brands, standard products (SPU), and the pieces that are sold (SKU)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pricing.models import FreightTemplate
from utils.pictures import Picture, SizedLater, picture_of

from .categories import Category, Level

_NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class Brand(SizedLater):
    picture_folder = "brands"

    name = models.CharField(_("名称"), max_length=50, unique=True)
    #: The first letter that people look for it under, A–Z.
    initial = models.CharField(_("首字母"), max_length=1)
    renditions = models.JSONField(_("标志"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("品牌")
        verbose_name_plural = _("品牌")
        ordering = ("initial", "name")

    def __str__(self) -> str:
        return self.name


class SPU(models.Model):
    """A product as its maker knows it; its SKUs differ in colour, size and so on."""

    name = models.CharField(_("名称"), max_length=100)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="spus", verbose_name=_("品牌"))
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        related_name="spus",
        limit_choices_to={"level": Level.THIRD},
        verbose_name=_("三级类别"),
    )
    #: HTML that goods.rich_text has cleaned before it was saved.
    description = models.TextField(_("商品介绍"), blank=True)
    packing = models.TextField(_("包装清单"), blank=True)
    after_sales = models.TextField(_("售后服务"), blank=True)
    freight_template = models.ForeignKey(
        FreightTemplate,
        models.PROTECT,
        related_name="spus",
        null=True,
        blank=True,
        verbose_name=_("运费模板"),
        help_text=_("留空时按默认模板计算"),
    )
    #: Of the reviews that are shown, of all its SKUs; written by services.rating alone.
    review_count = models.PositiveIntegerField(_("评价数"), default=0, db_default=0, editable=False)
    star_sum = models.PositiveIntegerField(_("星级合计"), default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("商品（SPU）")
        verbose_name_plural = _("商品（SPU）")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["name"], name="goods_spu_name"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(star_sum__gte=F("review_count"), star_sum__lte=F("review_count") * 5),
                name="goods_spu_one_to_five_stars",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def average_stars(self) -> Decimal | None:
        """From 1 to 5, to a tenth; None without a review."""
        if not self.review_count:
            return None
        return (Decimal(self.star_sum) / self.review_count).quantize(Decimal("0.1"), ROUND_HALF_UP)


class SKUs(models.QuerySet["SKU"]):
    def launched(self) -> Self:
        """On the shelf: shown in lists and sold."""
        return self.filter(is_launched=True)

    def in_category(self, category: Category) -> Self:
        """Of this category or of one below it."""
        path = {Level.FIRST: "category__parent__parent", Level.SECOND: "category__parent", Level.THIRD: "category"}
        return self.filter(**{path[Level(category.level)]: category.pk})


class SKU(models.Model):
    """A piece that can be bought. Prices are in yuan."""

    spu = models.ForeignKey(SPU, models.PROTECT, related_name="skus", verbose_name=_("商品（SPU）"))
    #: The SPU's category, written by the services: lists of a category need no join.
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="skus", editable=False, verbose_name=_("三级类别")
    )
    name = models.CharField(_("名称"), max_length=150)
    caption = models.CharField(_("副标题"), max_length=200, blank=True)
    price = models.DecimalField(_("单价"), max_digits=10, decimal_places=2, validators=_NOT_NEGATIVE)
    cost_price = models.DecimalField(_("进价"), max_digits=10, decimal_places=2, validators=_NOT_NEGATIVE)
    market_price = models.DecimalField(_("市场价"), max_digits=10, decimal_places=2, validators=_NOT_NEGATIVE)
    stock = models.PositiveIntegerField(_("库存"), default=0)
    #: Pieces of it that one order may hold.
    purchase_limit = models.PositiveSmallIntegerField(
        _("每单限购"), default=200, db_default=200, validators=[MinValueValidator(1)], help_text=_("一个订单最多买几件")
    )
    sales = models.PositiveIntegerField(_("销量"), default=0)
    review_count = models.PositiveIntegerField(_("评价数"), default=0)
    is_launched = models.BooleanField(_("上架"), default=True)
    #: The first picture, copied from its SKUImage by the services: lists need no join.
    renditions = models.JSONField(_("封面"), default=list, blank=True, editable=False)
    #: The ids of its options in ascending order, "3-7"; written with them by the services.
    option_key = models.CharField(_("规格组合"), max_length=120, editable=False)
    created_at = models.DateTimeField(_("上架时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects: ClassVar[SKUs] = SKUs.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKU")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["spu", "option_key"],
                name="goods_sku_once_per_combination",
                violation_error_message=_("这个规格组合已有一个 SKU"),
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, cost_price__gte=0, market_price__gte=0), name="goods_sku_prices_not_negative"
            ),
        )
        indexes = (
            models.Index(fields=["category", "is_launched", "-sales", "-id"], name="goods_sku_hot"),
            models.Index(fields=["is_launched", "stock"], name="goods_sku_low_stock"),
            # For the lists of editors, in their orders; what is filtered by stands beside, so that no row is read.
            models.Index(fields=["name", "id", "category", "is_launched", "stock"], name="goods_sku_found"),
            models.Index(fields=["category", "-id", "is_launched", "stock"], name="goods_sku_newest"),
            models.Index(fields=["is_launched", "id"], name="goods_sku_shelf"),
            models.Index(fields=["category", "name", "id", "is_launched", "stock"], name="goods_sku_found_in_category"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("goods:detail", args=(self.pk,))

    @property
    def is_in_stock(self) -> bool:
        return self.stock > 0

    @property
    def cover(self) -> Picture | None:
        return picture_of(self.renditions)


class SKUImage(SizedLater):
    """A picture of the gallery; the one with the lowest sequence is the cover."""

    picture_folder = "goods"

    sku = models.ForeignKey(SKU, models.CASCADE, related_name="images", verbose_name=_("SKU"))
    #: Written and read by utils.pictures, as in contents.Content.
    renditions = models.JSONField(_("图片"), default=list, editable=False)
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("SKU 图片")
        verbose_name_plural = _("SKU 图片")
        ordering = ("sequence", "id")

    def __str__(self) -> str:
        return f"{self.sku_id} · {self.sequence}"
