"""Actions on many SKUs: what would become of each is shown first, and done when it is confirmed."""

from collections.abc import Callable
from typing import Any, NamedTuple

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
    bulk.Moved: _("和预览的不一样了，请看过新的预览再确认。"),
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
        return self._preview_or_change(request, chosen, PriceChangeForm, _PRICES)

    @admin.action(description=_("修改所选 SKU 的库存"), permissions=["change"])
    def change_stock(self, request: HttpRequest, chosen: QuerySet[SKU]) -> HttpResponse | None:
        return self._preview_or_change(request, chosen, StockChangeForm, _STOCK)

    def _preview_or_change(
        self, request: HttpRequest, chosen: QuerySet[SKU], form_class: type[forms.Form], change: "_Change"
    ) -> HttpResponse | None:
        """The page that asks and shows; None once the change is made."""
        form = form_class(request.POST if {"preview", "confirm"} & set(request.POST) else None)
        refusal, lines = "", []
        if form.is_bound and form.is_valid():
            asked = form.cleaned_data
            try:
                if "confirm" in request.POST:
                    shown = request.POST.get("shown", "")
                    count = change.write(_ids(chosen), **asked, shown=shown, by_id=editor_id(request))
                    self.message_user(request, _t("修改了 %(count)d 个 SKU。") % {"count": count}, messages.SUCCESS)
                    return None
                lines = change.lines(_rows(chosen), **asked)
            except bulk.Moved as error:
                refusal, lines = _sentence(error), change.lines(_rows(chosen), **asked)
            except bulk.ChangeRefused as error:
                refusal = _sentence(error)
        context = {"change": form, "lines": lines, "refusal": refusal, "title": change.title}  # the theme uses "form"
        context["shown"] = change.shown(lines, **form.cleaned_data) if lines else ""
        return self._preview(request, _ids(chosen), context)

    def _preview(self, request: HttpRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
        page = (
            self.admin_site.each_context(request)
            | context
            | {
                "opts": self.opts,
                "action": request.POST["action"],
                "checkbox": ACTION_CHECKBOX_NAME,
                "ids": ids,
                "back": request.get_full_path(),
            }
        )
        status = 422 if context["refusal"] or context["change"].errors else 200
        return TemplateResponse(request, "admin/goods/bulk_change.html", page, status=status)


class _Change(NamedTuple):
    """What an action does with the SKUs."""

    title: str | Promise
    lines: Callable[..., list[bulk.Line]]
    shown: Callable[..., str]
    write: Callable[..., int]


_PRICES = _Change(_("修改价格"), bulk.price_lines, lambda lines, **asked: bulk.prices_shown(lines), bulk.change_prices)
_STOCK = _Change(_("修改库存"), bulk.stock_lines, bulk.stock_shown, bulk.change_stock)


def _rows(chosen: QuerySet[SKU]) -> QuerySet[SKU]:
    return chosen.order_by("pk")[: bulk.MOST_AT_ONCE + 1]


def _ids(chosen: QuerySet[SKU]) -> list[int]:
    """One more than allowed is enough to be refused."""
    return list(chosen.order_by("pk").values_list("pk", flat=True)[: bulk.MOST_AT_ONCE + 1])


def _sentence(refusal: bulk.ChangeRefused) -> str:
    return str(_SENTENCES[type(refusal)]) % ({"most": bulk.MOST_AT_ONCE} | refusal.values)
