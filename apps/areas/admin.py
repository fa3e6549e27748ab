"""Areas in the admin: mostly read; a name can be corrected, an area added or abolished, none deleted."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from . import services
from .models import Area


@admin.register(Area)
class AreaAdmin(ModelAdmin):
    list_display = ("code", "name", "parent", "is_current")
    list_display_links = ("code", "name")
    list_filter = ("is_current",)
    list_per_page = 50
    list_select_related = ("parent",)
    search_fields = ("=code", "name", "=parent__code", "parent__name")
    search_help_text = _("按代码、名称或上级查找")
    fields = ("code", "name", "parent", "is_current")
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> tuple[str, ...]:
        """The code and what it says of the parent are what an area is."""
        return ("code", "parent") if obj else ()

    def save_model(self, request: HttpRequest, obj: Area, form: ModelForm, change: bool) -> None:
        services.save_area(area=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False
