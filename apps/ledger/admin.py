"""The books in the admin: read by those who may, written by nobody."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from .models import Entry, Posting


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class EntryInline(_ReadOnly, TabularInline):
    model = Entry
    fields = ("account", "amount")
    extra = 0


@admin.register(Posting)
class PostingAdmin(_ReadOnly, ModelAdmin):
    list_display = ("key", "kind", "order_number", "moved", "at")
    list_filter = ("kind", "at")
    search_fields = ("=order_number", "=key")
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("key", "kind", "order_number", "at")
    inlines = (EntryInline,)

    @admin.display(description=_("金额"))
    def moved(self, posting: Posting) -> str:
        return f"{posting.moved:.2f}"  # type: ignore[attr-defined]  # annotated below

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        gain = Entry.objects.filter(posting=OuterRef("pk"), amount__gt=0).values("amount")
        return super().get_queryset(request).annotate(moved=Subquery(gain[:1]))
