"""What buyers say of what they bought."""

import unicodedata
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goods.models import SKU, SPU
from orders.models import OrderLine
from utils.pictures import Picture, SizedLater, picture_of

SHORTEST, LONGEST = 5, 500  # characters
MOST_PICTURES = 6
MOST_STARS = 5

#: Control and invisible characters, halves of characters, and whatever turns the direction of writing around. What
#: joins the parts of an emoji is invisible too, and may stay.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
_ALLOWED = {"\n", "\u200d"}


def validate_printable(text: str) -> None:
    if any(unicodedata.category(each) in _UNPRINTABLE and each not in _ALLOWED for each in text):
        raise ValidationError(_("含有看不见的字符，请删去后重新输入"), code="unprintable")


class State(models.TextChoices):
    PENDING = "pending", _("待审核")
    SHOWN = "shown", _("已展示")
    HIDDEN = "hidden", _("未展示")


class HideReason(models.TextChoices):
    """Why the shop does not show a review, in words that its writer reads."""

    UNRELATED = "unrelated", _("与商品无关")
    ADVERTISING = "advertising", _("含有广告")
    OFFENSIVE = "offensive", _("含有不文明用语")
    PRIVATE = "private", _("含有个人信息")
    UNLAWFUL = "unlawful", _("违反法律法规")


class Reviews(models.QuerySet["Review"]):
    def of(self, user: AbstractBaseUser) -> Self:
        return self.filter(user=user)

    def shown(self) -> Self:
        return self.filter(state=State.SHOWN)


class Review(models.Model):
    """What the buyer of a line says of it; each line has one at most."""

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="review", verbose_name=_("订单商品"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("用户"))
    #: Of the line, so that a product finds its reviews by an index.
    sku = models.ForeignKey(SKU, models.PROTECT, related_name="reviews", verbose_name=_("SKU"))
    spu = models.ForeignKey(SPU, models.PROTECT, related_name="reviews", verbose_name=_("商品（SPU）"))
    stars = models.PositiveSmallIntegerField(_("星级"))
    text = models.TextField(
        _("内容"), max_length=LONGEST, validators=[MinLengthValidator(SHORTEST), validate_printable]
    )
    is_anonymous = models.BooleanField(_("匿名"), default=False)
    has_pictures = models.BooleanField(_("有图"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.PENDING)
    hide_reason = models.CharField(_("不展示的原因"), max_length=12, choices=HideReason, blank=True)
    reply = models.TextField(_("商家回复"), max_length=LONGEST, blank=True, validators=[validate_printable])
    replied_at = models.DateTimeField(_("回复时间"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("回复人")
    )
    created_at = models.DateTimeField(_("评价时间"), auto_now_add=True)

    objects: ClassVar[Reviews] = Reviews.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=MOST_STARS), name="reviews_one_to_five_stars"),
            models.CheckConstraint(
                condition=(Q(state=State.HIDDEN) & ~Q(hide_reason="")) | (~Q(state=State.HIDDEN) & Q(hide_reason="")),
                name="reviews_reason_when_hidden",
            ),
        )
        indexes = (
            models.Index(fields=["spu", "state", "stars", "-id"], name="reviews_by_stars"),
            models.Index(fields=["spu", "state", "has_pictures", "-id"], name="reviews_with_pictures"),
            models.Index(fields=["user", "-id"], name="reviews_of_user"),
            models.Index(fields=["state", "id"], name="reviews_queue"),
        )

    def __str__(self) -> str:
        return f"{self.sku_id} · {self.stars}"

    @property
    def is_shown(self) -> bool:
        return self.state == State.SHOWN

    @property
    def shown_pictures(self) -> tuple[Picture, ...]:
        """Of pictures that were read with it."""
        return tuple(filter(None, (picture.shown for picture in self.pictures.all())))


class ReviewPicture(SizedLater):
    """A picture that the buyer took."""

    picture_folder = "reviews"

    review = models.ForeignKey(Review, models.CASCADE, related_name="pictures", verbose_name=_("评价"))
    #: Written and read by utils.pictures.
    renditions = models.JSONField(_("图片"), default=list, editable=False)

    class Meta:
        verbose_name = _("评价图片")
        verbose_name_plural = _("评价图片")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.review_id} · {self.pk}"

    @property
    def shown(self) -> Picture | None:
        return picture_of(self.renditions)
