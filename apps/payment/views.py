"""Paying an order, and what the gateway and its visitors bring back."""

import logging
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from orders.models import Order
from users.requests import SignedInRequest
from utils.access import public, signed_in
from utils.forms import form_page
from utils.refusals import sentence_for

from . import alipay, queries
from .models import Payment
from .refusals import ANSWERS, REFUSALS
from .services import asking, noticing, paying

logger = logging.getLogger(__name__)

_TO_GATEWAY = "alipay"  # ?to=: the page goes on by itself, once


@signed_in
@never_cache
@form_page
def pay(request: SignedInRequest, number: str) -> HttpResponse:
    """Sending the form begins a payment; the page then goes on to the gateway: the policy for forms would stop a
    redirection to another host."""
    try:
        return _begin(request, number) if request.method == "POST" else _pay_page(request, number)
    except Order.DoesNotExist:
        raise Http404 from None


@signed_in
@never_cache
@require_safe
def status(request: SignedInRequest) -> HttpResponse:
    """The page to return to. It believes the address no word: it shows what the database has, after asking the gateway
    when a notice is late."""
    said = request.GET.dict()
    try:
        noticing.check_origin(said)
        payment = queries.payment_with(user=request.user, out_trade_no=said.get("out_trade_no", ""))
    except noticing.NoticeRefused:
        return render(request, "payment/status.html", {"result": None}, status=400)
    except Payment.DoesNotExist:
        raise Http404 from None
    if payment.status == Payment.Status.PENDING:
        asking.ask_or_log(payment)
    result = queries.result_of(user=request.user, out_trade_no=payment.out_trade_no)
    return render(request, "payment/status.html", {"result": result})


@public
@never_cache
@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Alipay repeats what is not answered with this very word."""
    try:
        noticing.take_notice(request.POST.dict())
    except noticing.NoticeRefused as refusal:
        logger.warning("a notice of a payment was refused: %s", refusal)
        return HttpResponse("fail", content_type="text/plain")
    return HttpResponse("success", content_type="text/plain")


def _begin(request: SignedInRequest, number: str) -> HttpResponse:
    try:
        paying.start_payment(user=request.user, number=number)
    except REFUSALS as refusal:
        sentence = sentence_for(refusal, ANSWERS)
        return _pay_page(request, number, sentence=sentence, status=ANSWERS[type(refusal)].status)
    return HttpResponseRedirect(f"{resolve_url('payment:pay', number)}?{urlencode({'to': _TO_GATEWAY})}")


def _pay_page(request: SignedInRequest, number: str, *, sentence: str = "", status: int = 200) -> HttpResponse:
    page = queries.pay_page(user=request.user, number=number)
    is_going = page.pending is not None and request.GET.get("to") == _TO_GATEWAY and not sentence
    gateway = _gateway_address(request, page.pending) if page.pending and is_going else ""
    context = {"page": page, "sentence": sentence, "gateway": gateway}
    response = render(request, "payment/pay.html", context, status=status)
    if gateway:
        response["Refresh"] = f"0; url={gateway}"
    return response


def _gateway_address(request: HttpRequest, payment: Payment) -> str:
    """Back to the host that the buyer is on, where they are signed in; notices go to the one that Alipay can reach."""
    return alipay.page_url(
        out_trade_no=payment.out_trade_no,
        amount=payment.amount,
        subject=_("美多商城订单 %(number)s") % {"number": payment.order.number},
        pay_by=payment.order.pay_by,
        return_url=request.build_absolute_uri(resolve_url("payment:status")),
        notify_url=urljoin(settings.PUBLIC_BASE_URL, resolve_url("payment:notify")),
    )
