from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..forms.products import BrandForm
from ..models import Brand
from ..services import editing
from .large_tables import CatalogueAdmin
from .previews import preview


@admin.register(Brand)
class BrandAdmin(CatalogueAdmin):
    form = BrandForm
    list_display = ("name", preview, "initial")
    list_filter = ("initial",)
    search_help_text = _("按编号或名称的开头查找")

    def get_fields(self, request: HttpRequest, obj: Brand | None = None) -> list[Any]:
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return ["name", "initial", *(["upload"] if may_write else [])]

    def write(self, request: HttpRequest, row: Brand, form: BrandForm) -> None:
        editing.save_brand(brand=row, picture=form.picture, remove_picture=form.removes_picture)

    def erase(self, rows: QuerySet[Brand]) -> None:
        editing.delete_brands(rows)
