"""What the staff do with one order, from its page: send it off, cancel it, see the receiver's numbers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from users.requests import SignedInRequest
from users.services.revealing import RevealedTooOften
from utils.forms import form_page
from utils.refusals import CONFLICT, TOO_MANY_REQUESTS, UNPROCESSABLE, Answer, Answers, sentence_for

from ..models import Order
from ..services import clerking
from ..services.moving import NotNow
from ..states import Status
from .forms import CARRIERS, CancelForm, ShipForm

_TOO_OFTEN: Answers = {
    RevealedTooOften: Answer(None, _("查看得太多了，请 %(minutes)d 分钟后再试。"), TOO_MANY_REQUESTS)
}


def why_not_now(order: Order) -> str:
    """The order as it is by now."""
    order.refresh_from_db(fields=["status"])
    words = {"number": order.number, "status": Status(order.status).label}
    return _t("订单 %(number)s 现在是「%(status)s」，这个操作没有执行。") % words


class ActsOnOrders(ModelAdmin):
    change_form_outer_before_template = "admin/orders/order_actions.html"

    def has_ship_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.ship_order")

    def may_cancel(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def may_reveal(self, request: HttpRequest, order: Order) -> bool:
        """Whoever packs a parcel has to write the number on it."""
        packs = self.has_ship_permission(request) and order.status == Status.TO_SHIP
        return packs or request.user.has_perm("users.reveal_contact")

    def get_urls(self) -> list[URLPattern]:
        views = {"ship": self.ship_view, "cancel": self.cancel_view, "receiver": self.receiver_view}
        return [
            path(f"<int:object_id>/{name}/", self.admin_site.admin_view(view), name=f"orders_order_{name}")
            for name, view in views.items()
        ] + super().get_urls()

    @method_decorator(form_page)
    def ship_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        order = self._order(request, object_id, may=self.has_ship_permission(request))
        form = ShipForm(request.POST if request.method == "POST" else None)
        refusal = ""
        if form.is_valid():
            try:
                clerking.ship_order(order=order, by_id=request.user.pk, **form.cleaned_data)
            except NotNow:
                refusal = why_not_now(order)
            else:
                messages.success(request, _t("订单 %(number)s 已发货。") % {"number": order.number})
                return HttpResponseRedirect(_page(order))
        words = {"title": _t("订单 %(number)s：发货") % {"number": order.number}, "button": _t("确认发货")}
        return self._ask(request, order, form, words | {"refusal": refusal, "carriers": CARRIERS})

    @method_decorator(form_page)
    def cancel_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        order = self._order(request, object_id, may=self.may_cancel(request))
        form = CancelForm(request.POST if request.method == "POST" else None)
        refusal = ""
        if form.is_valid():
            try:
                clerking.cancel_order(order=order, by_id=request.user.pk, **form.cleaned_data)
            except NotNow:
                refusal = why_not_now(order)
            else:
                messages.success(request, _t("订单 %(number)s 已取消，库存已退回。") % {"number": order.number})
                return HttpResponseRedirect(_page(order))
        title = _t("订单 %(number)s：包裹退回") if order.may_come_back else _t("订单 %(number)s：取消")
        words = {"title": title % {"number": order.number}, "button": _t("确认取消")}
        return self._ask(request, order, form, words | {"refusal": refusal, "is_dangerous": True})

    @method_decorator(require_POST)
    def receiver_view(self, request: SignedInRequest, object_id: int) -> HttpResponse:
        order = self._order(request, object_id, may=True)
        if not self.may_reveal(request, order):
            raise PermissionDenied
        context: dict[str, Any] = {"title": _t("订单 %(number)s：收货人") % {"number": order.number}, "rows": []}
        status = 200
        try:
            mobile, phone = clerking.reveal_receiver(order=order, by=request.user)
            place = f"{order.area} {order.place}"
            context["rows"] = [(_t("收货人"), order.receiver), (_t("手机号"), mobile), (_t("地址"), place)]
            context["rows"] += [(_t("固定电话"), phone)] if phone else []
        except RevealedTooOften as refusal:
            context["refusal"], status = sentence_for(refusal, _TOO_OFTEN), TOO_MANY_REQUESTS
        return self._render(request, "receiver", context | {"original": order, "back": _page(order)}, status=status)

    def _order(self, request: HttpRequest, object_id: int, *, may: bool) -> Order:
        if not (may and self.has_view_permission(request)):
            raise PermissionDenied
        order: Order | None = self.get_object(request, str(object_id))
        if order is None:
            raise Http404
        return order

    def _ask(self, request: HttpRequest, order: Order, form: Form, words: dict[str, Any]) -> HttpResponse:
        status = CONFLICT if words["refusal"] else UNPROCESSABLE if form.is_bound else 200
        context = {"original": order, "change": form, "back": _page(order)} | words
        return self._render(request, "ask", context, status=status)

    def _render(self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        page = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/orders/{name}.html", page, status=status)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Order | None = None, **kwargs: Any
    ) -> HttpResponse:
        context["order_actions"] = self._actions_for(request, obj) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _actions_for(self, request: HttpRequest, order: Order) -> list[tuple[str, str, str, bool]]:
        """What may be done with this order: address, words, look of the button, and whether a press does it at once."""
        may_ship = order.status == Status.TO_SHIP and self.has_ship_permission(request)
        offered = [
            ("ship", _t("发货"), "primary", False, may_ship),
            ("receiver", _t("查看收货人电话"), "default", True, self.may_reveal(request, order)),
            ("cancel", _t("取消订单"), "danger", False, order.is_cancellable and self.may_cancel(request)),
            ("cancel", _t("包裹退回"), "danger", False, order.may_come_back and self.may_cancel(request)),
        ]
        return [
            (reverse(f"admin:orders_order_{name}", args=(order.pk,)), words, look, at_once)
            for name, words, look, at_once, is_allowed in offered
            if is_allowed
        ]


def _page(order: Order) -> str:
    return reverse("admin:orders_order_change", args=(order.pk,))
