"""A stand-in for openapi.alipay.com: the page where one pays, and the calls to query, refund and close, as Alipay
answers them, signed with RSA2 on both sides."""

import json
import time
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from utils.access import public
from utils.forms import form_page

from . import alipay_paying, alipay_store
from .alipay_paying import DEEDS
from .alipay_signing import is_signed_by_mall, signed_answer
from .alipay_store import Trade

#: How the gateway behaves when the mall asks it something.
MOODS = {
    "well": _("正常"),
    "slow": _("8 秒后才应答（商城等 4 秒）"),
    "refused": _("系统繁忙（ACQ.SYSTEM_ERROR）"),
    "broken": _("服务器出错（500）"),
    "garbage": _("答非所问"),
    "deaf": _("照办，但不应答"),
    "poor": _("余额不足，不能退款"),
}
_SLOW_SECONDS = 8
_PAGE = "alipay.trade.page.pay"

Content = dict[str, str]
Said = dict[str, object]


class _No(Exception):
    """A business refusal; its code as Alipay spells it."""


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest) -> HttpResponse:
    """One address for everything; what is asked for is the `method`."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    method = asked.get("method", "")
    if not is_signed_by_mall(asked) or asked.get("app_id") != settings.ALIPAY_APP_ID:
        refusal = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
        return HttpResponse(json.dumps({"error_response": refusal}), status=200 if method != _PAGE else 400)
    content: Content = json.loads(asked.get("biz_content", "{}"))
    if method == _PAGE:
        return _open_page(asked, content)
    return _in_mood(method, content)


@public
@never_cache
@form_page
def page(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    """Where the buyer pays."""
    trade = alipay_store.trade_with(out_trade_no)
    deed = request.POST.get("deed", "")
    if trade and deed in DEEDS:
        return HttpResponseRedirect(alipay_paying.do(deed, trade))
    context = {"trade": trade, "deeds": DEEDS, "moods": MOODS, "mood": alipay_store.mood()}
    return render(request, "sandbox/alipay_page.html", context, status=200 if trade else 404)


@public
@require_POST
def mood(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("mood", "")
    alipay_store.set_mood(chosen if chosen in MOODS else "well")
    return HttpResponseRedirect(resolve_url("sandbox:alipay_page", request.POST.get("out_trade_no") or "none"))


def _open_page(asked: dict[str, str], content: Content) -> HttpResponse:
    trade = alipay_store.trade_with(content["out_trade_no"]) or Trade(
        out_trade_no=content["out_trade_no"],
        trade_no=alipay_paying.new_number(),
        total_amount=content["total_amount"],
        subject=content["subject"],
        notify_url=asked.get("notify_url", ""),
        return_url=asked.get("return_url", ""),
    )
    trade.return_url = asked.get("return_url", "")
    alipay_store.keep(trade)
    return HttpResponseRedirect(resolve_url("sandbox:alipay_page", trade.out_trade_no))


def _in_mood(method: str, content: Content) -> HttpResponse:
    mood = alipay_store.mood()
    if mood == "slow":
        time.sleep(_SLOW_SECONDS)
    elif mood == "broken":
        return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
    elif mood == "garbage":
        return HttpResponse("<html><title>维护中</title>")
    elif mood == "refused":
        return signed_answer(method, {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.SYSTEM_ERROR"})
    answer = _answer(method, content)
    return HttpResponse(status=504) if mood == "deaf" else answer


def _answer(method: str, content: Content) -> HttpResponse:
    try:
        found = _trade(content)
        said = _METHODS[method](found, content)
    except _No as refusal:
        return signed_answer(method, {"code": "40004", "msg": "Business Failed", "sub_code": str(refusal)})
    except KeyError:
        return signed_answer(method, {"code": "40004", "msg": "Business Failed", "sub_code": "isv.invalid-method"})
    about = {"out_trade_no": found.out_trade_no, "trade_no": content.get("trade_no", found.trade_no)}
    return signed_answer(method, {"code": "10000", "msg": "Success", **about, **said})


def _trade(content: Content) -> Trade:
    number = content.get("trade_no", "")
    found = alipay_store.trade_numbered(number) if number else alipay_store.trade_with(content.get("out_trade_no", ""))
    if found is None:
        raise _No("ACQ.TRADE_NOT_EXIST")
    return found


def _query(trade: Trade, content: Content) -> Said:
    paid = {"send_pay_date": trade.paid_at} if trade.paid_at else {}
    said = {"trade_status": trade.status, "total_amount": trade.total_amount, "buyer_logon_id": "xia***@example.com"}
    return {**said, **paid}


def _refund(trade: Trade, content: Content) -> Said:
    """Once for each request of a payment, and not more than was paid."""
    if alipay_store.mood() == "poor":
        raise _No("ACQ.SELLER_BALANCE_NOT_ENOUGH")
    if not trade.paid_at:
        raise _No("ACQ.TRADE_STATUS_ERROR")
    request, amount = content["out_request_no"], Decimal(content["refund_amount"])
    gone = trade.refunds.setdefault(content.get("trade_no", trade.trade_no), {})
    is_new = request not in gone
    if is_new and sum(map(Decimal, gone.values())) + amount > Decimal(trade.total_amount):
        raise _No("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    gone.setdefault(request, f"{amount:.2f}")
    if not trade.second and sum(map(Decimal, gone.values())) == Decimal(trade.total_amount):
        trade.status = "TRADE_CLOSED"
    alipay_store.keep(trade)
    return {"fund_change": "Y" if is_new else "N", "refund_fee": f"{sum(map(Decimal, gone.values())):.2f}"}


def _query_refund(trade: Trade, content: Content) -> Said:
    """Alipay says nothing about a refund that never was."""
    gone = trade.refunds.get(content.get("trade_no", trade.trade_no), {}).get(content["out_request_no"])
    return {"refund_status": "REFUND_SUCCESS", "refund_amount": gone} if gone else {}


def _close(trade: Trade, content: Content) -> Said:
    if trade.status != "WAIT_BUYER_PAY":
        raise _No("ACQ.TRADE_STATUS_ERROR")
    trade.status = "TRADE_CLOSED"
    alipay_store.keep(trade)
    return {}


_METHODS: dict[str, Callable[[Trade, Content], Said]] = {
    "alipay.trade.query": _query,
    "alipay.trade.refund": _refund,
    "alipay.trade.fastpay.refund.query": _query_refund,
    "alipay.trade.close": _close,
}
