"""The list of orders, and the page of one. Nothing is edited: orders move by what the staff do (acting, parcels)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.views import ChangeList

from utils.large_tables import BoundedList, BoundedPaginator

from ..models import Order
from ..states import Status
from .acting import ActsOnOrders
from .filters import AmountFilter, DayFilter, MobileFilter, found
from .parcels import ShipsMany
from .pieces import page_of
from .shipments import MovesShipments

_HIDDEN = ("phone", "receiver", "place", "token", "user__mobile", "user__email", "user__verified_email")
_COLOURS = {
    Status.TO_SHIP.label: "warning",
    Status.SHIPPED.label: "info",
    Status.TO_REVIEW.label: "success",
    Status.DONE.label: "success",
    Status.REFUNDING.label: "danger",
}


class OrderPaginator(BoundedPaginator):
    template_name = "admin/orders/list_pages.html"


@admin.register(Order)
class OrderAdmin(MovesShipments, ShipsMany, ActsOnOrders):
    list_display = ("number", "state", "pay_method", "total", "receiver", "masked_number", "user", "placed_at")
    list_filter = ("status", "pay_method", ("placed_at", DayFilter), ("total", AmountFilter), MobileFilter)
    list_filter_submit = True
    list_select_related = ("user",)
    list_per_page = list_max_show_all = 50
    list_disable_select_all = True
    paginator = OrderPaginator
    show_full_result_count = False
    sortable_by = ()
    #: That of the index, to its end: anything less, or more, and the database sorts all of them.
    ordering = ("-placed_at", "-status", "-pay_method", "-total", "-pk")
    view_on_site = False  # the page of its buyer
    search_fields = ("number",)
    search_help_text = _("按完整的订单号、用户名或手机号查找")
    list_before_template = "admin/orders/sheet_links.html"
    change_form_outer_after_template = "admin/orders/order_pieces.html"
    fieldsets = (
        (None, {"fields": (("number", "state"), ("pay_method", "user"))}),
        (_("收货"), {"fields": (("receiver", "masked_number", "masked_phone"), ("area", "place"), "remark")}),
        (_("物流"), {"fields": (("carrier", "tracking_number"),)}),
        (_("发票"), {"fields": (("invoice_kind", "invoice_title", "invoice_tax_number"),)}),
        (
            _("时间"),
            {
                "fields": (
                    ("placed_at", "pay_by", "paid_at"),
                    ("shipped_at", "receive_by"),
                    ("received_at", "closed_at"),
                )
            },
        ),
    )

    @display(description=_("状态"), label=_COLOURS)
    def state(self, order: Order) -> str:
        return str(Status(order.status).label)

    @display(description=_("手机号"))
    def masked_number(self, order: Order) -> str:
        return order.masked_mobile

    @display(description=_("固定电话"))
    def masked_phone(self, order: Order) -> str:
        return "****" if order.phone else ""

    # --- The list ---

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        orders: QuerySet[Order] = super().get_queryset(request)
        return orders.select_related("user")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        term = search_term.strip()
        return (found(queryset, term) if term else queryset), False

    def get_paginator(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Paginator:
        if queryset.model is LogEntry:  # the history of an order: Django begins with what is long past
            queryset = queryset.order_by("-pk")
        return super().get_paginator(request, queryset, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter by parts of what is masked: `mobile` is that of MobileFilter, which wants a whole number."""
        is_hidden = lookup in _HIDDEN or lookup.startswith(tuple(f"{name}__" for name in (*_HIDDEN, "mobile")))
        return not is_hidden and super().lookup_allowed(lookup, value, request)

    # --- One order ---

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Order | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj:
            context["pieces"] = page_of(obj, request=request, site=self.admin_site)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False
