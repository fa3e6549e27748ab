"""Freight templates and reductions in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _t
from unfold.admin import ModelAdmin, StackedInline

from . import services
from .forms import FreightRuleForm, FreightRuleFormSet, FreightTemplateForm
from .models import FreightRule, FreightTemplate, Reduction


class FreightRuleInline(StackedInline):
    model = FreightRule
    form = FreightRuleForm
    formset = FreightRuleFormSet
    extra = 0
    min_num = 1


@admin.register(FreightTemplate)
class FreightTemplateAdmin(ModelAdmin):
    form = FreightTemplateForm
    list_display = ("name", "is_default")
    search_fields = ("name",)
    inlines = (FreightRuleInline,)
    actions = None  # deleted one by one: not the default one

    def has_delete_permission(self, request: HttpRequest, obj: FreightTemplate | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_default)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # somebody else chose a default at the same moment
            messages.error(request, _t("刚刚有人也改了运费模板，这次没有保存，请再试一次。"))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: FreightTemplate, form: Any, change: bool) -> None:
        services.save_template(obj)


@admin.register(Reduction)
class ReductionAdmin(ModelAdmin):
    list_display = ("name", "from_amount", "off", "is_active", "starts_at", "ends_at")
    list_filter = ("is_active",)
    search_fields = ("name",)
    list_per_page = 50
