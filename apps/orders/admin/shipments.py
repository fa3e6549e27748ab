"""Sheets of orders: exported as the list is filtered, and imported with carriers and numbers after a look at them."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from users.requests import SignedInRequest
from utils import sheets
from utils.forms import form_page
from utils.refusals import UNPROCESSABLE
from utils.tokens import TokenRefused

from ..models import Order
from ..services import clerking, exporting, shipments
from ..services.shipments import Plan
from ..states import Status
from .acting import ActsOnOrders
from .forms import BOUNDS, ExportForm, ShipmentsForm

_MOST_SHOWN = 200
_MOST_NAMED = 10


class MovesShipments(ActsOnOrders):
    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("sheet/export/", guarded(self.export_sheet), name="orders_order_export"),
            path("sheet/import/", guarded(self.import_sheet), name="orders_order_import"),
            path("sheet/import/send/", guarded(self.send_sheet), name="orders_order_send"),
            *super().get_urls(),
        ]

    # --- Export ---

    @method_decorator(form_page)
    def export_sheet(self, request: SignedInRequest) -> HttpResponseBase:
        """The orders that the list shows with the same query string."""
        if not (self.has_view_permission(request) and request.user.has_perm("orders.export_order")):
            raise PermissionDenied
        try:
            orders = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:orders_order_changelist"))
        count = exporting.count_of(orders)
        form = ExportForm(request.POST if request.method == "POST" else None)
        with_numbers = self._may_take_numbers(request)
        if count <= exporting.MOST_EXPORTED and form.is_valid():
            kind = form.cleaned_data["form"]
            clerking.note_export(count, form=kind, with_numbers=with_numbers, by_id=request.user.pk)
            return _sheet(orders, kind, with_numbers=with_numbers)
        context = {"title": _t("导出订单"), "change": form, "count": count, "most": exporting.MOST_EXPORTED}
        context |= {"with_numbers": with_numbers, "query": request.GET.urlencode()}
        is_refused = form.is_bound or count > exporting.MOST_EXPORTED
        return self._render(request, "sheet_export", context, status=UNPROCESSABLE if is_refused else 200)

    def _may_take_numbers(self, request: HttpRequest) -> bool:
        """Whole telephone numbers, for what is going to be sent; of all orders, for who may see them all."""
        packs = self.has_ship_permission(request) and request.GET.getlist("status__exact") == [Status.TO_SHIP]
        return packs or request.user.has_perm("users.reveal_contact")

    # --- Import ---

    @method_decorator(form_page)
    def import_sheet(self, request: SignedInRequest) -> HttpResponse:
        """Takes a sheet and shows what it would do; `send_sheet` does it."""
        self._check_ship(request)
        form = ShipmentsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if not (form.is_bound and form.is_valid()):
            context = {"title": _t("导入发货"), "change": form, "most": BOUNDS.rows - 1}
            return self._render(request, "sheet_import", context, status=UNPROCESSABLE if form.is_bound else 200)
        found = shipments.plan(form.wishes, form.problems)
        return self._render(request, "sheet_preview", self._preview(request, form, found), status=200)

    def _preview(self, request: SignedInRequest, form: ShipmentsForm, found: Plan) -> dict[str, Any]:
        return {
            "title": _t("导入发货：核对"),
            "file_name": form.cleaned_data["file"].name[-100:],
            "found": found,
            "shipments": found.shipments[:_MOST_SHOWN],
            "problems": found.problems[:_MOST_SHOWN],
            "left_count": form.left_count,
            "sealed": shipments.sealed(found.shipments, by_id=request.user.pk) if found.shipments else "",
        }

    @method_decorator(require_POST)
    def send_sheet(self, request: SignedInRequest) -> HttpResponse:
        self._check_ship(request)
        try:
            wanted = shipments.unsealed(request.POST.get("shown", ""), by_id=request.user.pk)
        except TokenRefused:
            messages.error(request, _t("没有发货：这个预览已经过期，请重新上传。"))
            return HttpResponseRedirect(reverse("admin:orders_order_import"))
        refused = shipments.send(wanted, by_id=request.user.pk)
        if sent := len(wanted) - len(refused):
            sentence = ngettext("%(count)d 个订单已发货。", "%(count)d 个订单已发货。", sent) % {"count": sent}
            messages.success(request, sentence)
        if refused:
            named = "、".join(shipment.number for shipment in refused[:_MOST_NAMED])
            said = {"count": len(refused), "numbers": named + ("……" if len(refused) > _MOST_NAMED else "")}
            sentence = ngettext(
                "%(count)d 个订单在这期间有了变化，没有发货：%(numbers)s",
                "%(count)d 个订单在这期间有了变化，没有发货：%(numbers)s",
                len(refused),
            )
            messages.warning(request, sentence % said)
        return HttpResponseRedirect(reverse("admin:orders_order_changelist"))

    def _check_ship(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and self.has_ship_permission(request)):
            raise PermissionDenied


def _sheet(orders: QuerySet[Order], kind: str, *, with_numbers: bool) -> HttpResponseBase:
    rows = exporting.exported_rows(orders, with_numbers=with_numbers)
    widths = list(exporting.WIDTHS.values())
    return sheets.sheet_response(kind, exporting.headings(), rows, name="orders", title=_t("订单"), widths=widths)
