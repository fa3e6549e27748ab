"""The pages where people ask for their money back, and follow what becomes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders.models import OrderLine
from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.refusals import CONFLICT, UNPROCESSABLE, explain, sentence_for

from . import queries
from .forms.asking import AskForm, ParcelForm
from .models import AfterSale
from .refusals import ANSWERS, REFUSALS
from .rules import AfterSaleRejected
from .services import asking
from .states import Change


@signed_in
@never_cache
@require_safe
def request_list(request: SignedInRequest) -> HttpResponse:
    page = queries.requests_page(request.user, page=request.GET.get("page", ""))
    return render(request, "aftersales/list.html", {"page": page})


@signed_in
@never_cache
@form_page
def ask(request: SignedInRequest, number: str, line_id: int) -> HttpResponse:
    with _own_rows_only():
        line = queries.line_of(request.user, number=number, line_id=line_id)
    present = queries.open_request_of(line)
    if present and request.method != "POST":
        return HttpResponseRedirect(present.get_absolute_url())
    try:
        offer = queries.offer_for(line, has_open=present is not None)
    except AfterSaleRejected as refusal:
        return _refused(request, line, refusal)
    if request.method != "POST":
        return _ask_page(request, line, offer, AskForm(offer=offer))
    form = AskForm(request.POST, request.FILES, offer=offer)
    if not form.is_valid():
        return _ask_page(request, line, offer, form, status=UNPROCESSABLE)
    try:
        made = asking.ask(
            user=request.user,
            number=number,
            line_id=line_id,
            wish=form.wish,
            evidence=form.cleaned_data["pictures"],
        )
    except REFUSALS as refusal:
        return _ask_page(request, line, offer, form, status=explain(form, refusal, ANSWERS))
    messages.success(request, _("申请已提交，商家会尽快处理。"))
    return HttpResponseRedirect(made.get_absolute_url())


@signed_in
@never_cache
@require_safe
def request_detail(request: SignedInRequest, aftersale_id: int) -> HttpResponse:
    with _own_rows_only():
        aftersale = queries.request_of(request.user, aftersale_id)
    return _detail_page(request, aftersale, ParcelForm())


@signed_in
@require_POST
def withdraw(request: SignedInRequest, aftersale_id: int) -> HttpResponse:
    with _own_rows_only():
        try:
            asking.withdraw(user=request.user, aftersale_id=aftersale_id)
        except REFUSALS as refusal:
            messages.error(request, sentence_for(refusal, ANSWERS))
        else:
            messages.success(request, _("申请已撤销。"))
    return HttpResponseRedirect(reverse("aftersales:detail", args=(aftersale_id,)))


@signed_in
@never_cache
@require_POST
def send_back(request: SignedInRequest, aftersale_id: int) -> HttpResponse:
    form = ParcelForm(request.POST)
    with _own_rows_only():
        aftersale = queries.request_of(request.user, aftersale_id)
        if not form.is_valid():
            return _detail_page(request, aftersale, form, status=UNPROCESSABLE)
        try:
            asking.send_back(user=request.user, aftersale_id=aftersale_id, **form.cleaned_data)
        except REFUSALS as refusal:
            messages.error(request, sentence_for(refusal, ANSWERS))
        else:
            messages.success(request, _("已记下运单号。商家收到商品后就会退款。"))
    return HttpResponseRedirect(aftersale.get_absolute_url())


def _ask_page(
    request: SignedInRequest, line: OrderLine, offer: queries.Offer, form: AskForm, *, status: int = 200
) -> HttpResponse:
    context = {"line": line, "offer": offer, "form": form, "refusal": ""}
    return render(request, "aftersales/ask.html", context, status=status)


def _refused(request: SignedInRequest, line: OrderLine, refusal: Exception) -> HttpResponse:
    """Looking at the form of what cannot be asked for is no fault; sending it is."""
    context: dict[str, Any] = {"line": line, "offer": None, "form": None, "refusal": sentence_for(refusal, ANSWERS)}
    return render(request, "aftersales/ask.html", context, status=CONFLICT if request.method == "POST" else 200)


def _detail_page(
    request: SignedInRequest, aftersale: AfterSale, form: ParcelForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "aftersale": aftersale,
        "events": queries.timeline_of(aftersale),
        "money": queries.money_of(aftersale),
        "may_withdraw": aftersale.allows(Change.WITHDRAW),
        "may_send_back": aftersale.allows(Change.SEND_BACK),
        "form": form,
    }
    return render(request, "aftersales/detail.html", context, status=status)


@contextmanager
def _own_rows_only() -> Iterator[None]:
    """A row that is not among one's own is a page that does not exist."""
    try:
        yield
    except (AfterSale.DoesNotExist, OrderLine.DoesNotExist):
        raise Http404 from None
