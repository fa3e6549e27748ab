"""Products: their texts, their specifications with options, their SKUs, on one page."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from ..forms.product_skus import SKUOnProductForm, SKUsOnProductFormSet
from ..forms.products import SpecificationForm, SpecificationFormSet, SPUForm
from ..models import SKU, SPU, Specification
from ..queries.combinations import count_of_incomplete_skus
from ..services import editing, gallery
from .large_tables import CatalogueAdmin, editor_id
from .previews import number, own_page, preview

SKUS_ON_PAGE = 20  # a line takes the theme 6 ms; and Django takes no more than 1,000 fields in a form


class SpecificationInline(TabularInline):
    model = Specification
    form = SpecificationForm
    formset = SpecificationFormSet
    hide_title = True
    readonly_fields = (own_page,)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Specification]:
        return super().get_queryset(request).prefetch_related("options")

    def get_fields(self, request: HttpRequest, obj: SPU | None = None) -> list[Any]:
        writes = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return ["name", *(["values"] if writes else []), "sequence", own_page]

    def get_formset(self, request: HttpRequest, obj: SPU | None = None, **kwargs: Any) -> Any:
        """Without Django's refusal to delete what SKUs refer to: the form says what may not be dropped."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("SpecificationLine", (formset.form,), {"hand_clean_DELETE": lambda form: None})
        return formset


class SKUInline(TabularInline):
    model = SKU
    form = SKUOnProductForm
    formset = SKUsOnProductFormSet
    hide_title = True  # the name, which stands in the line
    readonly_fields = (preview, "options", own_page)
    extra = 0
    can_delete = False
    ordering = ("pk",)
    template_after = "admin/goods/sku_pages.html"

    def has_add_permission(self, request: HttpRequest, obj: SPU | None = None) -> bool:
        return False  # added on a page of their own, which asks for the options

    def get_queryset(self, request: HttpRequest) -> QuerySet[SKU]:
        return super().get_queryset(request).prefetch_related("chosen__option")

    def get_fields(self, request: HttpRequest, obj: SPU | None = None) -> list[Any]:
        uploads = ["uploads"] if self.has_change_permission(request, obj) else []
        return [preview, "name", "options", "price", "stock", "is_launched", *uploads, own_page]

    @admin.display(description=_("规格"))
    def options(self, sku: SKU) -> str:
        return " · ".join(line.option.value for line in sku.chosen.all())


@admin.register(SPU)
class SPUAdmin(CatalogueAdmin):
    form = SPUForm
    list_display_links = (number, "name")
    list_display = (number, "name", "brand", "category", "updated_at")
    list_filter = (("brand", AutocompleteSelectFilter), ("category", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("brand", "category")
    search_help_text = _("按编号或名称的开头查找")
    autocomplete_fields = ("brand", "category")
    inlines = (SpecificationInline, SKUInline)
    change_form_outer_before_template = "admin/goods/product_actions.html"

    def get_inlines(self, request: HttpRequest, obj: SPU | None) -> list[Any]:
        return [SpecificationInline, SKUInline] if obj else [SpecificationInline]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Lines in pages. Not by the theme's `per_page`: its links change the lines but not the number of them, which
        is sent along, so that the last page could not be saved."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | ({"request": request, "per_page": SKUS_ON_PAGE} if isinstance(inline, SKUInline) else {})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: SPU | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj and request.user.has_perm("goods.add_sku"):
            context["add_sku"] = f"{reverse('admin:goods_sku_add')}?spu={obj.pk}"
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except editing.EditRefused:  # somebody else saved at the same moment
            messages.error(request, _t("刚刚有人改了同一个商品，这次没有保存，请再试一次。"))
            return HttpResponseRedirect(request.get_full_path())

    def write(self, request: HttpRequest, row: SPU, form: SPUForm) -> None:
        """Saved with all that is on the page, at once."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool) -> None:
        by_model = {formset.model: formset for formset in formsets}
        specifications, lines = by_model[Specification], by_model.get(SKU)
        changed = specifications.save(commit=False)
        if lines is not None:
            lines.save(commit=False)  # for the history
        editing.save_product(
            spu=form.instance,
            specifications=[
                editing.SpecificationEdit(line.instance, line.cleaned_data["values"])
                for line in specifications.forms
                if line.instance in changed
            ],
            dropped=specifications.deleted_objects,
            skus=lines.edits if lines else [],
            by_id=editor_id(request),
        )
        for sku, pictures in lines.pictures if lines else []:
            gallery.save_gallery(sku=sku, added=pictures)
        if missing := count_of_incomplete_skus(form.instance):
            messages.warning(request, _t("有 %(count)d 个 SKU 还没有选全规格，请逐个补上。") % {"count": missing})

    def erase(self, rows: QuerySet[SPU]) -> None:
        editing.delete_products(rows)
