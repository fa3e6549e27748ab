"""Addresses in the admin: seen, with masked numbers, and changed by their owners alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from .models import Address, Addresses


@admin.register(Address)
class AddressAdmin(ModelAdmin):
    list_display = ("receiver", "area", "place", "masked_number", "user", "is_default")
    list_per_page = 50
    search_fields = ("=mobile", "=user__username")  # whole ones only: a prefix search would undo the mask
    search_help_text = _("按完整的手机号或用户名查找")
    fields = ("user", "title", "receiver", "area", "place", "masked_number", "is_default")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Address]:
        addresses: Addresses = super().get_queryset(request)
        return addresses.with_areas().select_related("user")

    @admin.display(description=_("所在地区"))
    def area(self, address: Address) -> str:
        return " ".join(address.area_names)

    @admin.display(description=_("手机号"))
    def masked_number(self, address: Address) -> str:
        return address.masked_mobile

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter by parts of what is masked."""
        hidden = ("mobile", "phone", "user__mobile", "user__email")
        return not lookup.startswith(hidden) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Address | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Address | None = None) -> bool:
        return False
