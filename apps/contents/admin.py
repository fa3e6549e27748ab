from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from utils.page_cache.admin import ShownOnPagesAdmin
from utils.pictures import picture_of

from . import services
from .forms import ContentForm, SlotForm
from .models import Content, ContentCategory
from .page_tags import tag_of


@admin.display(description=_("预览"))
def preview(content: Content, height: int = 48) -> SafeString | str:
    picture = picture_of(content.renditions[:1])
    if picture is None:
        return ""
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        picture.src,
        round(picture.width * height / picture.height),
        height,
    )


class ContentInline(TabularInline):
    model = Content
    form = ContentForm
    readonly_fields = (preview,)
    show_change_link = True
    extra = 0

    def get_fields(self, request: HttpRequest, obj: ContentCategory | None = None) -> list[Any]:
        writes = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return ["title", "url", preview, *(["upload"] if writes else []), "sequence", "is_visible"]


@admin.register(ContentCategory)
class ContentCategoryAdmin(ShownOnPagesAdmin):
    form = SlotForm
    list_display = ("name", "key", "role", "floor", "content_count", "position")
    list_editable = ("position",)
    list_filter = ("role", "floor")
    list_per_page = 50
    search_fields = ("name", "key")
    search_help_text = _("按名称或位置查找")
    inlines = (ContentInline,)

    def page_tags(self, row: Any) -> Iterable[str]:
        return (tag_of(row.role),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContentCategory]:
        return super().get_queryset(request).annotate(content_count=Count("contents"))

    @admin.display(description=_("内容数"), ordering="content_count")
    def content_count(self, slot: ContentCategory) -> int:
        return slot.content_count  # type: ignore[attr-defined]  # annotated above

    def write_formset(self, formset: Any) -> None:
        changed = formset.save(commit=False)
        services.delete_contents(formset.deleted_objects)
        for form in formset.forms:
            if form.instance in changed:
                services.save_content(content=form.instance, picture=form.picture, remove_picture=form.removes_picture)


@admin.register(Content)
class ContentAdmin(ShownOnPagesAdmin):
    form = ContentForm
    list_display = ("title", preview, "category", "starts_at", "ends_at", "sequence", "is_visible")
    list_editable = ("sequence", "is_visible")
    list_filter = ("is_visible", "category__role", "category__floor", "category")
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("category",)
    search_fields = ("title", "text", "url", "category__name", "category__key")
    search_help_text = _("按标题、文字、链接或位置查找")
    autocomplete_fields = ("category",)
    readonly_fields = ("large_preview",)

    @admin.display(description=_("预览"))
    def large_preview(self, content: Content) -> SafeString | str:
        return preview(content, height=160)

    def get_fields(self, request: HttpRequest, obj: Content | None = None) -> list[Any]:
        fields = ["category", "title", "url", "text", "upload", "large_preview", "sequence", "is_visible"]
        fields += ["starts_at", "ends_at"]
        return fields if self._may_write(request, obj) else [field for field in fields if field != "upload"]

    def _may_write(self, request: HttpRequest, content: Content | None) -> bool:
        return self.has_change_permission(request, content) if content else self.has_add_permission(request)

    def page_tags(self, row: Any) -> Iterable[str]:
        return (tag_of(row.category.role),)

    def write(self, row: Any, form: Any) -> None:
        if isinstance(form, ContentForm):
            services.save_content(content=row, picture=form.picture, remove_picture=form.removes_picture)
        else:  # a line of the list, where only order and visibility can be edited
            services.save_content(content=row)

    def erase(self, rows: QuerySet[Any]) -> None:
        services.delete_contents(rows)
