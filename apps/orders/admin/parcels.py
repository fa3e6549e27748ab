"""Many orders sent off at once: chosen in the list, then each gets its carrier and number on one page."""

from typing import NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from users.requests import SignedInRequest
from utils.refusals import UNPROCESSABLE

from ..models import Order
from ..services.clerking import ship_order
from ..services.moving import NotNow
from ..states import Status
from .acting import ActsOnOrders, why_not_now
from .forms import CARRIERS, CommonCarrierForm, ParcelForm

MOST_AT_ONCE = 100


class Parcel(NamedTuple):
    order: Order
    form: ParcelForm


class ShipsMany(ActsOnOrders):
    actions = ("ship_chosen",)

    @admin.action(description=_("发货所选的订单"), permissions=["ship"])
    def ship_chosen(self, request: SignedInRequest, chosen: QuerySet[Order]) -> HttpResponse | None:
        """The page that asks for carriers and numbers; None once what was filled in is sent off."""
        orders = list(chosen.order_by("pk")[: MOST_AT_ONCE + 1])
        if len(orders) > MOST_AT_ONCE:
            sentence = _t("一次最多发 %(most)d 个订单，请少选一些，或者用表格导入。") % {"most": MOST_AT_ONCE}
            self.message_user(request, sentence, messages.ERROR)
            return None
        is_sent = "confirm" in request.POST
        common = CommonCarrierForm(request.POST if is_sent else None)
        carrier = common.cleaned_data.get("carrier", "") if common.is_valid() else ""
        parcels = [_parcel(order, request, is_sent, carrier) for order in orders if order.status == Status.TO_SHIP]
        others = [order for order in orders if order.status != Status.TO_SHIP]
        if is_sent and _is_usable(common, parcels):
            wanted = [parcel for parcel in parcels if parcel.form.cleaned_data["tracking_number"]]
            if wanted or not parcels:
                self._send(request, wanted, others)
                return None
        return self._parcels_page(request, common, parcels, others, nothing_named=is_sent and not _errors(parcels))

    def _send(self, request: SignedInRequest, parcels: list[Parcel], others: list[Order]) -> None:
        """One after the other, so that one refusal does not undo the others."""
        refusals = [why_not_now(order) for order in others]
        sent = 0
        for order, form in parcels:
            try:
                ship_order(order=order, by_id=request.user.pk, **form.cleaned_data)
            except NotNow:
                refusals.append(why_not_now(order))
            else:
                sent += 1
        if sent:
            sentence = ngettext("%(count)d 个订单已发货。", "%(count)d 个订单已发货。", sent) % {"count": sent}
            self.message_user(request, sentence, messages.SUCCESS)
        for sentence in refusals:
            self.message_user(request, sentence, messages.WARNING)

    def _parcels_page(
        self,
        request: HttpRequest,
        common: CommonCarrierForm,
        parcels: list[Parcel],
        others: list[Order],
        *,
        nothing_named: bool,
    ) -> HttpResponse:
        refusal = _t("一个运单号都没有填，没有订单发出。") if nothing_named and parcels else ""
        if _errors(parcels) or common.errors:
            refusal = _t("有几处要改，还没有订单发出。")
        context = {
            "title": _t("发货"),
            "opts": self.opts,
            "common": common,
            "parcels": parcels,
            "others": others,
            "carriers": CARRIERS,
            "refusal": refusal,
            "action": request.POST["action"],
            "checkbox": ACTION_CHECKBOX_NAME,
            "back": request.get_full_path(),
        }
        page = self.admin_site.each_context(request) | context
        status = UNPROCESSABLE if refusal else 200
        return TemplateResponse(request, "admin/orders/parcels.html", page, status=status)


def _parcel(order: Order, request: HttpRequest, is_sent: bool, carrier: str) -> Parcel:
    form = ParcelForm(request.POST if is_sent else None, prefix=f"order-{order.pk}", number=order.number)
    form.common_carrier = carrier
    return Parcel(order, form)


def _is_usable(common: CommonCarrierForm, parcels: list[Parcel]) -> bool:
    return common.is_valid() and not _errors(parcels)


def _errors(parcels: list[Parcel]) -> bool:
    return any([bool(parcel.form.errors) for parcel in parcels])  # of all of them: each shows its own
