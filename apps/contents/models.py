"""What the home page shows, slot by slot. Editors change it in the admin."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utils.links import is_link, validate_link
from utils.pictures import SizedLater

from .slots import FLOOR_ROLES, PAGE_ROLES, Role, slot_of, validate_slot


class ContentCategory(models.Model):
    """A slot of the home page; its key says where."""

    name = models.CharField(_("名称"), max_length=50, help_text=_("面板的名称就是楼层里选项卡的文字"))
    key = models.CharField(_("位置"), max_length=30, unique=True, validators=[validate_slot])
    #: Both follow from the key (`at`, `take_place`), kept for filters, sorting and the database's own checks.
    role = models.CharField(_("用途"), max_length=20, choices=Role.choices, editable=False)
    floor = models.PositiveSmallIntegerField(_("楼层"), null=True, editable=False)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0, help_text=_("同一楼层里，小的在前"))

    class Meta:
        verbose_name = _("内容位置")
        verbose_name_plural = _("内容位置")
        ordering = ("floor", "role", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=PAGE_ROLES, floor=None)
                | Q(role__in=FLOOR_ROLES, floor__isnull=False, floor__gte=1),
                name="contents_category_floor_fits_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    @classmethod
    def at(cls, key: str, *, name: str, position: int = 0) -> Self:
        """An unsaved slot with the role and floor that its key names. Raises ValidationError for an unknown key."""
        category = cls(key=key, name=name, position=position)
        category.take_place()
        return category

    def take_place(self) -> None:
        """Sets role and floor from the key. Raises ValidationError for an unknown key."""
        self.role, self.floor = slot_of(self.key)


class Contents(models.QuerySet["Content"]):
    def unfinished(self, now: datetime) -> Self:
        """Visible contents whose time is now or still to come."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), is_visible=True)


class Content(SizedLater):
    """One thing in a slot: a picture of the carousel, a piece of news, a product in a panel."""

    picture_folder = "contents"

    category = models.ForeignKey(ContentCategory, models.PROTECT, related_name="contents", verbose_name=_("内容位置"))
    title = models.CharField(_("标题"), max_length=100)
    url = models.CharField(_("链接"), max_length=300, blank=True, validators=[validate_link])
    text = models.CharField(_("文字"), max_length=200, blank=True)
    #: The picture in several widths, narrowest first: [{"name": "…", "width": 480, "height": 200}, …]. The names are
    #: the storage's own; utils.pictures writes and reads this list.
    renditions = models.JSONField(_("图片"), default=list, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("顺序"), default=0)
    is_visible = models.BooleanField(_("显示"), default=True)
    starts_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects: ClassVar = Contents.as_manager()

    class Meta:
        verbose_name = _("首页内容")
        verbose_name_plural = _("首页内容")
        ordering = ("category_id", "sequence", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="contents_content_ends_after_start",
                violation_error_message=_("结束时间须晚于开始时间"),
            ),
            models.CheckConstraint(condition=is_link("url"), name="contents_content_url_is_a_link"),
        )

    def __str__(self) -> str:
        return self.title

    def is_shown_at(self, moment: datetime) -> bool:
        begun = self.starts_at is None or self.starts_at <= moment
        return self.is_visible and begun and (self.ends_at is None or moment < self.ends_at)
