"""What people asked about themselves, to be read: nothing is changed by hand, and no copy is opened."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from .models import AccountDeletion, DataExport


class _ReadOnlyAdmin(ModelAdmin):
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DataExport)
class DataExportAdmin(_ReadOnlyAdmin):
    list_display = ("user", "status", "size", "requested_at", "ready_at", "expires_at")
    list_filter = ("status",)
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataExport]:
        return super().get_queryset(request).defer("content")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter by the content: whoever may ask whether a byte is this or that reads them all."""
        return not lookup.startswith("content") and super().lookup_allowed(lookup, value, request)


@admin.register(AccountDeletion)
class AccountDeletionAdmin(_ReadOnlyAdmin):
    list_display = ("user", "requested_at", "due_at", "erased_at")
    fields = list_display
