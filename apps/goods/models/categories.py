"""The tree of categories, and the channels of the menu that lead into it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from utils.links import is_link, validate_link


class Level(models.IntegerChoices):
    FIRST = 1, _("一级")
    SECOND = 2, _("二级")
    THIRD = 3, _("三级")


class Category(models.Model):
    """A kind of goods, at one of three levels."""

    name = models.CharField(_("名称"), max_length=30)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        limit_choices_to={"level__lt": Level.THIRD},
        null=True,
        blank=True,
        verbose_name=_("上级类别"),
    )
    #: Written with the parent by the service; the depth of a tree is no business of a check constraint.
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level.choices, editable=False)
    #: NULLs are never equal to a unique index; 0 is, so that two first-level categories cannot share a name.
    parent_key = models.GeneratedField(
        expression=Coalesce("parent_id", 0), output_field=models.BigIntegerField(), db_persist=True
    )
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("商品类别")
        verbose_name_plural = _("商品类别")
        ordering = ("level", "sequence", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["parent_key", "name"],
                name="goods_category_name_once_under_parent",
                violation_error_message=_("同一上级下已有这个名称的类别"),
            ),
            models.CheckConstraint(
                condition=Q(level=Level.FIRST, parent=None) | Q(level__in=(2, 3), parent__isnull=False),
                name="goods_category_level_fits_parent",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("goods:list", args=(self.pk, 1))


class ChannelGroup(models.Model):
    """A line of the category menu."""

    name = models.CharField(_("名称"), max_length=30, unique=True)
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("频道组")
        verbose_name_plural = _("频道组")
        ordering = ("sequence", "id")

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A first-level category in a line of the menu; its link may lead to a page made for it."""

    group = models.ForeignKey(ChannelGroup, models.CASCADE, related_name="channels", verbose_name=_("频道组"))
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        related_name="channels",
        limit_choices_to={"level": Level.FIRST},
        verbose_name=_("一级类别"),
    )
    url = models.CharField(
        _("链接"), max_length=200, blank=True, validators=[validate_link], help_text=_("留空时打开该类别的商品列表")
    )
    sequence = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("频道")
        verbose_name_plural = _("频道")
        ordering = ("sequence", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["group", "category"],
                name="goods_channel_once_in_group",
                violation_error_message=_("这个频道组里已有该类别"),
            ),
            models.CheckConstraint(condition=is_link("url"), name="goods_channel_url_is_a_link"),
        )

    def __str__(self) -> str:
        return self.category.name

    @property
    def link(self) -> str:
        return self.url or self.category.get_absolute_url()
