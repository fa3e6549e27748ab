"""One specification of a product, opened from the product's page: here its options are renamed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from ..models import Specification, SpecificationOption
from ..services import editing


class OptionInline(TabularInline):
    model = SpecificationOption
    fields = ("value", "sequence")
    extra = 0
    can_delete = False
    verbose_name_plural = _("选项")

    def has_add_permission(self, request: HttpRequest, obj: Specification | None = None) -> bool:
        return False  # added on the product's page


@admin.register(Specification)
class SpecificationAdmin(ModelAdmin):
    fields = ("spu", "name", "sequence")
    readonly_fields = ("spu",)
    inlines = (OptionInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Specification]:
        return super().get_queryset(request).select_related("spu")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # no entry of its own

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Specification | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Specification, form: ModelForm, change: bool) -> None:
        """Saved with its options, at once."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool) -> None:
        options = [option for formset in formsets for option in formset.save(commit=False)]
        editing.save_specification(specification=form.instance, options=options)
