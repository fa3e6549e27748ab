"""SKUs: one by one with options and pictures, and many at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from ..forms.products import SKULineForm
from ..forms.skus import OPTION, SKUForm, SKUImageForm, sku_form
from ..models import SKU, SPU, SKUImage, Specification
from ..queries.combinations import specifications_of
from ..services import editing, gallery, history
from .bulk import ChangesManySKUs
from .large_tables import MOST_DIGITS, CatalogueAdmin
from .previews import number, preview
from .sheets import MovesSheets
from .sku_filters import ShelfFilter, StockFilter, order


class SKUImageInline(TabularInline):
    model = SKUImage
    form = SKUImageForm
    readonly_fields = (preview,)
    extra = 0

    def get_fields(self, request: HttpRequest, obj: SKU | None = None) -> list[Any]:
        return [preview, *(["upload"] if self.has_change_permission(request, obj) else []), "sequence"]

    def has_add_permission(self, request: HttpRequest, obj: SKU | None = None) -> bool:
        return False  # added several at once, by a field of the SKU


@admin.register(SKU)
class SKUAdmin(MovesSheets, ChangesManySKUs, CatalogueAdmin):
    form = SKUForm
    list_display = (number, preview, "name", "price", "stock", "is_launched", "category", "sales")
    list_display_links = (number, "name")
    list_editable = ("price", "stock", "is_launched")
    list_filter = (
        StockFilter,
        ShelfFilter,
        ("category", AutocompleteSelectFilter),
        ("spu", AutocompleteSelectFilter),
    )
    list_filter_submit = True
    list_per_page = list_max_show_all = 30  # each line is a form: they, and not the database, take the time
    list_select_related = ("category",)
    search_help_text = _("按编号或名称的开头查找")
    autocomplete_fields = ("spu",)

    def get_inlines(self, request: HttpRequest, obj: SKU | None) -> list[Any]:
        return [SKUImageInline] if obj else []

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return order(request)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm]:
        return super().get_changelist_form(request, form=SKULineForm, **kwargs)

    # --- One SKU ---

    def get_readonly_fields(self, request: HttpRequest, obj: SKU | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("spu", "sales", "review_count", *(() if self._may_write(request, obj) else ("option_values",)))

    def get_fieldsets(self, request: HttpRequest, obj: SKU | None = None) -> list[tuple[Any, Any]]:
        writes = self._may_write(request, obj)
        names = [OPTION.format(row.pk) for row in self._specifications(request, obj)] if writes else ["option_values"]
        sold = ["stock", "purchase_limit", "is_launched", *(["sales", "review_count"] if obj else [])]
        return [
            (None, {"fields": ["spu", "name", "caption", *names]}),
            (_("价格"), {"fields": ["price", "market_price", "cost_price"]}),
            (_("销售"), {"fields": sold}),
            *([(_("图片"), {"fields": ["uploads"]})] if writes else []),
        ]

    def get_form(self, request: HttpRequest, obj: SKU | None = None, change: bool = False, **kwargs: Any) -> Any:
        if self._may_write(request, obj):
            kwargs["form"] = sku_form(self._specifications(request, obj))
        return super().get_form(request, obj, change, **kwargs)

    def _may_write(self, request: HttpRequest, obj: SKU | None) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def _specifications(self, request: HttpRequest, obj: SKU | None) -> Sequence[Specification]:
        """Of the product of this SKU, or of the one that the new SKU is to belong to; read once for a request."""
        if not hasattr(request, "specifications"):
            number = str(obj.spu_id) if obj else request.POST.get("spu", request.GET.get("spu", ""))
            is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
            spu = SPU.objects.filter(pk=int(number)).first() if is_number else None
            request.specifications = specifications_of(spu) if spu else []  # type: ignore[attr-defined]
        return request.specifications  # type: ignore[attr-defined]

    @admin.display(description=_("规格"))
    def option_values(self, sku: SKU) -> str:
        return " · ".join(line.option.value for line in sku.chosen.select_related("option"))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except editing.CombinationTaken:  # somebody else saved it at the same moment
            messages.error(request, _t("刚刚有人保存了相同规格的 SKU，这次没有保存。"))
            return HttpResponseRedirect(request.get_full_path())

    def write(self, request: HttpRequest, row: SKU, form: Any) -> None:
        options = form.options if isinstance(form, SKUForm) else None
        form.moves = editing.save_sku(form.edit, options=options)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool) -> None:
        if not isinstance(form, SKUForm):  # a line of the list
            return
        edited, removed = [], []
        for formset in formsets:
            changed = formset.save(commit=False)
            removed += formset.deleted_objects
            edited += [(line.instance, line.picture) for line in formset.forms if line.instance in changed]
        if form.pictures or edited or removed:
            gallery.save_gallery(sku=form.instance, added=form.pictures, edited=edited, removed=removed)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """For prices, stock and shelf: what they were, and what they became."""
        if add or not form.moves:
            return super().construct_change_message(request, form, formsets, add)
        others = [str(form.fields[name].label) for name in form.changed_data if name not in history.WATCHED]
        return "；".join([form.moves, *([_t("另外修改了 %(names)s") % {"names": "、".join(others)}] if others else [])])

    def erase(self, rows: QuerySet[SKU]) -> None:
        editing.delete_skus(rows)
