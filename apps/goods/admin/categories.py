from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from utils.page_cache.admin import ShownOnPagesAdmin

from ..forms.categories import CategoryForm
from ..models import Category, Channel, ChannelGroup
from ..page_tags import MENU
from ..services import editing
from .deleting import Deletion, deletion_of


@admin.register(Category)
class CategoryAdmin(ShownOnPagesAdmin):
    form = CategoryForm
    list_display = ("name", "level", "parent", "sequence")
    list_editable = ("sequence",)
    list_filter = ("level", ("parent", admin.RelatedOnlyFieldListFilter))
    list_per_page = 50
    list_select_related = ("parent",)
    search_fields = ("name", "parent__name")
    search_help_text = _("按名称或上级名称查找")
    autocomplete_fields = ("parent",)
    list_filter_submit = True

    def write(self, row: Any, form: Any) -> None:
        editing.save_category(category=row)

    def erase(self, rows: QuerySet[Any]) -> None:
        editing.delete_categories(rows)

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Deletion:
        return deletion_of(objs, site=self.admin_site, request=request)


class ChannelInline(TabularInline):
    model = Channel
    fields = ("category", "url", "sequence")
    autocomplete_fields = ("category",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        return super().get_queryset(request).select_related("category")


class ShownOnMenuAdmin(ShownOnPagesAdmin):
    def page_tags(self, row: Any) -> Iterable[str]:
        return (MENU,)


@admin.register(ChannelGroup)
class ChannelGroupAdmin(ShownOnMenuAdmin):
    list_display = ("name", "channel_count", "sequence")
    list_editable = ("sequence",)
    search_fields = ("name", "channels__category__name")
    search_help_text = _("按名称或频道查找")
    inlines = (ChannelInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChannelGroup]:
        return super().get_queryset(request).annotate(channel_count=Count("channels"))

    @admin.display(description=_("频道数"), ordering="channel_count")
    def channel_count(self, group: ChannelGroup) -> int:
        return group.channel_count  # type: ignore[attr-defined]  # annotated above


@admin.register(Channel)
class ChannelAdmin(ShownOnMenuAdmin):
    list_display = ("category", "group", "url", "sequence")
    list_editable = ("sequence",)
    list_filter = ("group",)
    list_select_related = ("category", "group")
    search_fields = ("category__name", "group__name", "url")
    autocomplete_fields = ("category", "group")
