"""What people look at: favourites, and how often categories are visited."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .categories import Category
from .products import SKU


class Favourites(models.QuerySet["Favourite"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)


class Favourite(models.Model):
    """A SKU that somebody wants to find again, with what it was like then. The price is in yuan."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", verbose_name=_("用户")
    )
    sku = models.ForeignKey(SKU, models.CASCADE, related_name="favourites", verbose_name=_("SKU"))
    price_then = models.DecimalField(_("收藏时的单价"), max_digits=10, decimal_places=2)
    was_in_stock = models.BooleanField(_("收藏时有货"), default=True)
    created_at = models.DateTimeField(_("收藏时间"), auto_now_add=True)

    objects: ClassVar[Favourites] = Favourites.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("收藏")
        verbose_name_plural = _("收藏")
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["user", "sku"], name="goods_favourite_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.sku_id}"


class VisitCount(models.Model):
    """How often product pages of a third-level category were visited on a day."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="visits", verbose_name=_("三级类别"))
    date = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("类别访问量")
        verbose_name_plural = _("类别访问量")
        ordering = ("-date", "-count")
        constraints = (models.UniqueConstraint(fields=["category", "date"], name="goods_visits_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.category_id} · {self.date} · {self.count}"


class VisitBatch(models.Model):
    """A batch of visits that came from Redis: written with its counts, so that no batch counts twice."""

    name = models.CharField(max_length=32, primary_key=True)
    moved_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.name
