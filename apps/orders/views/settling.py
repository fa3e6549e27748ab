"""The settlement page, and the order that comes of it."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from pricing.wording import said
from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.refusals import CONFLICT, UNPROCESSABLE, explain

from ..forms import ChosenForm, SettlementForm
from ..models import Order
from ..refusals import ANSWERS, REFUSALS, sentences_of
from ..services.placing import BadLine, LinesRefused, place_order
from ..services.settling import settle
from ..tickets import read_ticket

_TEMPLATE = "orders/settlement.html"

personal = sensitive_post_parameters("remark", "invoice_title", "invoice_tax_number", "ticket")


@signed_in
@never_cache
@personal
@form_page
def settlement(request: SignedInRequest) -> HttpResponse:
    """By POST, what was filled in is shown again, not judged yet, with what it costs to send it elsewhere."""
    if request.method != "POST":
        return _page(request, request.GET, SettlementForm())
    form = SettlementForm(initial=request.POST.dict())
    is_fragment = request.htmx  # type: ignore[attr-defined]
    return _page(request, request.POST, form, template="orders/_goods.html" if is_fragment else _TEMPLATE)


@signed_in
@never_cache
@personal
@form_page
def commit(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":  # whoever had to sign in first comes back like this
        return HttpResponseRedirect(reverse("orders:settlement"))
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, form, status=UNPROCESSABLE)
    try:
        ticket = read_ticket(form.cleaned_data["ticket"], user_id=request.user.pk)
        order = place_order(user=request.user, ticket=ticket, wishes=form.wishes)
    except LinesRefused as refusal:
        return _page(request, request.POST, form, status=CONFLICT, refused=refusal.lines)
    except REFUSALS as refusal:
        return _page(request, request.POST, form, status=explain(form, refusal, ANSWERS))
    return HttpResponseRedirect(_next_page(order))


def _next_page(order: Order) -> str:
    return reverse("payment:pay" if order.is_payable else "orders:success", args=(order.number,))


def _page(
    request: SignedInRequest,
    given: QueryDict,
    form: SettlementForm,
    *,
    status: int = 200,
    refused: Iterable[BadLine] = (),
    template: str = _TEMPLATE,
) -> HttpResponse:
    chosen = ChosenForm(given)
    if not chosen.is_valid():
        if "sku" in chosen.errors:
            raise Http404
        return render(request, "orders/settlement_refused.html", {"form": chosen}, status=UNPROCESSABLE)
    found = settle(user=request.user, counts=chosen.counts, address_id=chosen.cleaned_data["address"])
    if chosen.counts and not found.lines:
        raise Http404
    context = {
        "found": found,
        "form": form,
        "chosen": chosen.counts,
        "sums": said(found.quote.explanation) if found.quote else [],
        "faults": list(dict.fromkeys([*sentences_of(refused), *sentences_of(found.bad_lines)])),
    }
    return render(request, template, context, status=status)
