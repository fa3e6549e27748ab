"""The places of the home page, named by keys: `index_lbt`, `index_1f_pd`, …"""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CAROUSEL = "carousel", _("轮播图")
    NEWS = "news", _("快讯")
    HEADER_AD = "header_ad", _("页头广告")
    SEARCH_WORDS = "search_words", _("热门搜索词")
    FLOOR_LOGO = "floor_logo", _("楼层标志")
    FLOOR_CHANNELS = "floor_channels", _("楼层频道")
    FLOOR_TAGS = "floor_tags", _("楼层标签")
    FLOOR_PANEL = "floor_panel", _("楼层面板")


PAGE_ROLES = (Role.CAROUSEL, Role.NEWS, Role.HEADER_AD, Role.SEARCH_WORDS)
FLOOR_ROLES = (Role.FLOOR_LOGO, Role.FLOOR_CHANNELS, Role.FLOOR_TAGS, Role.FLOOR_PANEL)

_PAGE_KEYS = {
    "index_lbt": Role.CAROUSEL,
    "index_kx": Role.NEWS,
    "index_ytgg": Role.HEADER_AD,
    "search_hot": Role.SEARCH_WORDS,
}
_FLOOR_KEY = re.compile(r"index_([1-9]\d?)f_([a-z0-9]+)")
_FLOOR_PARTS = {"logo": Role.FLOOR_LOGO, "pd": Role.FLOOR_CHANNELS, "bq": Role.FLOOR_TAGS}


class Slot(NamedTuple):
    role: Role
    floor: int | None


def slot_of(key: str) -> Slot:
    """The place that a key names. Raises ValidationError for a key that names none."""
    if role := _PAGE_KEYS.get(key):
        return Slot(role, None)
    if found := _FLOOR_KEY.fullmatch(key):
        return Slot(_FLOOR_PARTS.get(found[2], Role.FLOOR_PANEL), int(found[1]))
    raise ValidationError(
        _(
            "没有这个位置。可用 index_lbt（轮播图）、index_kx（快讯）、index_ytgg（页头广告）、"
            "search_hot（热门搜索词），"
            "或 index_1f_logo、index_1f_pd、index_1f_bq 及 index_1f_加小写英文（1 楼的标志、频道、标签和面板）。"
        ),
        code="slot",
    )


def validate_slot(key: str) -> None:
    slot_of(key)
