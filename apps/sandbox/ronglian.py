"""A stand-in for 容联云's REST interface, so that the real gateway runs in development: it checks what they check."""

import base64
import binascii
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from utils.access import public

from .special_mobiles import take_code

_TIMESTAMP_VALIDITY = timedelta(hours=24)
_CHINA = ZoneInfo("Asia/Shanghai")


class _Refusal(Exception):
    """Their error form: a status code and a sentence."""


@public
@csrf_exempt  # called by the gateway, authorised by its signature
@require_POST
def template_sms(request: HttpRequest, sid: str) -> HttpResponse:
    try:
        _check_account(sid)
        timestamp = _authorized_timestamp(request, sid)
        _check_signature(request.GET.get("sig", ""), sid, timestamp)
        order = _order(request)
    except _Refusal as refusal:
        code, sentence = refusal.args
        return JsonResponse({"statusCode": code, "statusMsg": sentence})
    return _answer(order)


def _answer(order: dict[str, Any]) -> HttpResponse:
    code, minutes = order["datas"][:2]
    fate = take_code(mobile=order["to"], code=code, minutes=minutes)
    if fate == "refused":
        return JsonResponse({"statusCode": "160040", "statusMsg": "too many codes for this mobile today"})
    if fate == "busy":
        return HttpResponse("busy", status=503, content_type="text/plain")
    sent = {"smsMessageSid": secrets.token_hex(16), "dateCreated": datetime.now(_CHINA).strftime("%Y%m%d%H%M%S")}
    return JsonResponse({"statusCode": "000000", "templateSMS": sent})


def _check_account(sid: str) -> None:
    if sid != settings.RONGLIAN_ACCOUNT_SID:
        raise _Refusal("111106", "no such account")


def _authorized_timestamp(request: HttpRequest, sid: str) -> str:
    """The moment of signing that the Authorization header names: base64 of "sid:timestamp"."""
    try:
        decoded = base64.b64decode(request.headers.get("Authorization", ""), validate=True).decode()
        named, timestamp = decoded.split(":")
        signed_at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=_CHINA)
    except (binascii.Error, ValueError):
        raise _Refusal("111105", "the Authorization header is malformed") from None
    if named != sid:
        raise _Refusal("111103", "the Authorization header names another account")
    if abs(datetime.now(_CHINA) - signed_at) > _TIMESTAMP_VALIDITY:
        raise _Refusal("111107", "the timestamp has expired")
    return timestamp


def _check_signature(signature: str, sid: str, timestamp: str) -> None:
    text = f"{sid}{settings.RONGLIAN_AUTH_TOKEN}{timestamp}"
    if not constant_time_compare(signature, hashlib.md5(text.encode()).hexdigest().upper()):  # noqa: S324 - theirs
        raise _Refusal("111109", "the signature does not match")


def _order(request: HttpRequest) -> dict[str, Any]:
    """The body, complete and for this application and template."""
    try:
        order = json.loads(request.body)
    except ValueError:
        raise _Refusal("111001", "the body is not JSON") from None
    if not isinstance(order, dict) or order.get("appId") != settings.RONGLIAN_APP_ID:
        raise _Refusal("111181", "no such application")
    if order.get("templateId") != settings.RONGLIAN_CODE_TEMPLATE:
        raise _Refusal("160032", "no such template")
    if not isinstance(order.get("to"), str) or not isinstance(order.get("datas"), list) or len(order["datas"]) < 2:
        raise _Refusal("112300", "mobile or parameters are missing")
    return order
