"""Pictures in lists and forms of the admin."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from utils.pictures import picture_of


@admin.display(description=_("编号"))
def number(row: Any) -> int:
    return row.pk


@admin.display(description=_("单独的页面"))
def own_page(row: Any) -> SafeString | str:
    """A link to the page of a line."""
    if row.pk is None:
        return ""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', address, _("打开"))


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
