"""QQ bindings in the admin: seen masked, never made or changed by hand, unbound with care."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from .models import QQAccount
from .services import binding


@admin.register(QQAccount)
class QQAccountAdmin(ModelAdmin):
    """Deleting a row is unbinding."""

    list_display = ("user", "openid_as_shown", "bound_at")
    list_filter = ("bound_at",)
    search_fields = ("user__username", "=user__mobile")
    ordering = ("-id",)
    fields = ("user", "openid_as_shown", "bound_at")

    @admin.display(description=_("OpenID"))
    def openid_as_shown(self, account: QQAccount) -> str:
        return account.masked_openid

    def get_queryset(self, request: HttpRequest) -> QuerySet[QQAccount]:
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: QQAccount | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: QQAccount | None = None) -> bool:
        """Nobody loses the last way in, and only superusers unbind what belongs to staff."""
        if obj and (not obj.user.has_usable_password() or (obj.user.is_staff and not request.user.is_superuser)):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: QQAccount) -> None:
        binding.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[QQAccount]) -> None:
        for account in queryset.order_by("pk"):
            binding.remove(account)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """No filter by parts of what is masked."""
        return not lookup.startswith(("openid", "user__mobile", "user__email")) and super().lookup_allowed(
            lookup, value, request
        )
