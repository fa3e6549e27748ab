"""Pictures in lists and forms of the admin."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from utils.pictures import picture_of


@admin.display(description=_("预览"))
def preview(row: Any, height: int = 48) -> SafeString | str:
    """The narrowest rendition of a row's picture."""
    picture = picture_of(row.renditions[:1])
    if picture is None:
        return ""
    width = round(picture.width * height / picture.height)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">', picture.src, min(width, 4 * height), height
    )
