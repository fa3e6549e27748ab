"""Actions on many SKUs: what would become of each is shown first, and done when it is confirmed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from ..forms.bulk import PriceChangeForm, StockChangeForm
from ..models import SKU
from ..services import bulk
from .large_tables import editor_id

_SENTENCES: dict[type[bulk.ChangeRefused], Promise] = {
    bulk.TooMany: _("一次最多改 %(most)d 个 SKU，请少选一些。"),
    bulk.OutOfRange: _("「%(sku)s」会变成 %(value)s，超出了允许的范围。没有任何改动。"),
    bulk.Moved: _("预览之后有价格变了，请看过新的预览再确认。"),
}


class ChangesManySKUs(ModelAdmin):
    actions = ("launch", "take_off", "change_prices", "change_stock")

    @admin.action(description=_("上架所选的 SKU"), permissions=["change"])
    def launch(self, request: HttpRequest, chosen: QuerySet[SKU]) -> None:
        self._change_shelf(request, chosen, launched=True, sentence=_t("上架了 %(count)d 个 SKU。"))

    @admin.action(description=_("下架所选的 SKU"), permissions=["change"])
    def take_off(self, request: HttpRequest, chosen: QuerySet[SKU]) -> None:
        self._change_shelf(request, chosen, launched=False, sentence=_t("下架了 %(count)d 个 SKU。"))

    def _change_shelf(self, request: HttpRequest, chosen: QuerySet[SKU], *, launched: bool, sentence: str) -> None:
        try:
            count = bulk.change_shelf(_ids(chosen), launched=launched, by_id=editor_id(request))
        except bulk.ChangeRefused as refusal:
            self.message_user(request, _sentence(refusal), messages.ERROR)
        else:
            self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("修改所选 SKU 的价格"), permissions=["change"])
    def change_prices(self, request: HttpRequest, chosen: QuerySet[SKU]) -> HttpResponse | None:
        form = PriceChangeForm(request.POST if "preview" in request.POST or "confirm" in request.POST else None)
        shown = request.POST.get("shown", "")

        def write(by: bulk.By, value: Any) -> int:
            return bulk.change_prices(_ids(chosen), by=by, value=value, shown=shown, by_id=editor_id(request))

        return self._preview_or_change(request, chosen, form, bulk.price_lines, write)

    @admin.action(description=_("修改所选 SKU 的库存"), permissions=["change"])
    def change_stock(self, request: HttpRequest, chosen: QuerySet[SKU]) -> HttpResponse | None:
        form = StockChangeForm(request.POST if "preview" in request.POST or "confirm" in request.POST else None)

        def write(by: bulk.By, value: Any) -> int:
            return bulk.change_stock(_ids(chosen), by=by, value=value, by_id=editor_id(request))

        return self._preview_or_change(request, chosen, form, bulk.stock_lines, write)

    def _preview_or_change(
        self, request: HttpRequest, chosen: QuerySet[SKU], form: forms.Form, lines_of: Callable, write: Callable
    ) -> HttpResponse | None:
        """The page that asks and shows; None once the change is made."""
        refusal: str = ""
        if form.is_bound and form.is_valid() and "confirm" in request.POST:
            try:
                count = write(**form.cleaned_data)
            except bulk.ChangeRefused as error:
                refusal = _sentence(error)
            else:
                self.message_user(request, _t("修改了 %(count)d 个 SKU。") % {"count": count}, messages.SUCCESS)
                return None
        lines: list[bulk.Line] = []
        if form.is_bound and form.is_valid():
            try:
                lines = lines_of(chosen.order_by("pk")[: bulk.MOST_AT_ONCE + 1], **form.cleaned_data)
            except bulk.ChangeRefused as error:
                refusal = _sentence(error)
        return self._preview(request, chosen, form, lines, refusal)

    def _preview(
        self, request: HttpRequest, chosen: QuerySet[SKU], form: forms.Form, lines: list[bulk.Line], refusal: str
    ) -> HttpResponse:
        action = request.POST["action"]
        titles: dict[str, str | Promise] = {"change_prices": _t("修改价格"), "change_stock": _t("修改库存")}
        context = self.admin_site.each_context(request) | {
            "title": titles[action],
            "opts": self.opts,
            "form": form,
            "lines": lines,
            "shown": bulk.seen(lines),
            "refusal": refusal,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "ids": _ids(chosen),
            "back": request.get_full_path(),
        }
        status = 422 if refusal or form.errors else 200
        return TemplateResponse(request, "admin/goods/bulk_change.html", context, status=status)


def _ids(chosen: QuerySet[SKU]) -> list[int]:
    """One more than allowed is enough to be refused."""
    return list(chosen.order_by("pk").values_list("pk", flat=True)[: bulk.MOST_AT_ONCE + 1])


def _sentence(refusal: bulk.ChangeRefused) -> str:
    return str(_SENTENCES[type(refusal)]) % ({"most": bulk.MOST_AT_ONCE} | refusal.values)
