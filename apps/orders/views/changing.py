"""What people do with their orders. Each page asks first, also by GET: whoever had to sign in comes back by it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from carts.queries import cart_of
from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.refusals import CONFLICT, UNPROCESSABLE

from ..actions import actions_of
from ..forms import CancelForm
from ..refusals import sentences_about
from ..services import buying_again, cancelling, delivering, hiding
from ..services.moving import NotNow
from .own import own_order, own_orders_only


@signed_in
@never_cache
@form_page
def cancel(request: SignedInRequest, number: str) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)

    def end() -> str:
        cancelling.cancel(user=request.user, number=number, note=form.reason)
        return _("订单已取消。")

    return _change(request, number, "cancel", end, form=form)


@signed_in
@never_cache
@form_page
def receive(request: SignedInRequest, number: str) -> HttpResponse:
    def confirm() -> str:
        delivering.confirm_receipt(user=request.user, number=number)
        return _("已确认收货，谢谢您的购买。")

    return _change(request, number, "receive", confirm)


@signed_in
@never_cache
@form_page
def hide(request: SignedInRequest, number: str) -> HttpResponse:
    def take_away() -> str:
        hiding.hide(user=request.user, number=number)
        return _("订单已从列表中删除。")

    return _change(request, number, "hide", take_away)


@signed_in
@never_cache
@form_page
def buy_again(request: SignedInRequest, number: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(own_order(request.user, number).get_absolute_url())
    with own_orders_only():
        again = buying_again.buy_again(user=request.user, number=number, cart=cart_of(request))
    for sentence in sentences_about(again):
        messages.warning(request, sentence)
    if not again.added:
        return HttpResponseRedirect(reverse("orders:detail", args=(number,)))
    messages.success(request, _("已放进购物车。"))
    return HttpResponseRedirect(reverse("carts:cart"))


def _change(
    request: SignedInRequest, number: str, name: str, change: Callable[[], str], *, form: CancelForm | None = None
) -> HttpResponse:
    is_sent = request.method == "POST"
    order = own_order(request.user, number)
    status = UNPROCESSABLE if is_sent else 200
    if is_sent and (form is None or form.is_valid()):
        try:
            with own_orders_only():
                sentence = change()
        except NotNow:
            order, status = own_order(request.user, number), CONFLICT
        else:
            messages.success(request, sentence)
            return HttpResponseRedirect(reverse("orders:list") if name == "hide" else order.get_absolute_url())
    action = next((action for action in actions_of(order) if action.name == name), None)
    context = {"order": order, "name": name, "action": action, "form": form}
    return render(request, "orders/sure.html", context, status=status)
