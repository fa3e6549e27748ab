"""A stand-in for Alibaba Cloud's SendSms, version 2017-05-25, which checks what they check: the signature of
ACS3-HMAC-SHA256, the account, the signature of the shop and the template."""

import hashlib
import hmac
import json
import re
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from utils.access import public
from verifications.mobiles import MOBILE_PATTERN

from .special_mobiles import take_code

_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})")
_MUST_BE_SIGNED = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}
_MUST_BE_SIGNED |= {"x-acs-version"}
_VALIDITY = timedelta(minutes=15)


class _Refusal(Exception):
    """Their error form: HTTP status, a code and a sentence."""


class _Authorization(NamedTuple):
    key_id: str
    signed_headers: str
    signature: str


@public
@csrf_exempt  # called by the gateway, authorised by its signature
@require_POST
def send_sms(request: HttpRequest) -> HttpResponse:
    try:
        _check_call(request)
        _check_signature(request)
        code = _wrong_order(request) or _taken(request)
    except _Refusal as refusal:
        status, code, message = refusal.args
        content = {"HostId": request.get_host(), "Code": code, "Message": message, "RequestId": _request_id()}
        return JsonResponse(content, status=status)
    answer = {"Message": "OK" if code == "OK" else "not sent", "RequestId": _request_id(), "Code": code}
    if code == "OK":
        answer["BizId"] = f"{secrets.randbelow(10**18)}^0"
    return JsonResponse(answer)


def _check_call(request: HttpRequest) -> None:
    if request.headers.get("x-acs-action") != "SendSms":
        raise _Refusal(404, "InvalidAction.NotFound", "there is no such interface")
    if request.headers.get("x-acs-version") != "2017-05-25":
        raise _Refusal(400, "InvalidVersion", "there is no such version")


def _check_signature(request: HttpRequest) -> None:
    found = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    given = _Authorization(*found.groups()) if found else _Authorization("", "", "")
    if not set(given.signed_headers.split(";")) >= _MUST_BE_SIGNED:
        raise _Refusal(400, "IncompleteSignature", "the Authorization header is malformed")
    if not _is_fresh(request.headers.get("x-acs-date", "")):
        raise _Refusal(400, "InvalidTimeStamp.Expired", "the date has expired")
    if given.key_id != settings.ALIYUN_SMS_ACCESS_KEY_ID:
        raise _Refusal(404, "InvalidAccessKeyId.NotFound", "there is no such AccessKeyId")
    body = hashlib.sha256(request.body).hexdigest()
    if not constant_time_compare(given.signature, _signature(request, given, body)):
        raise _Refusal(400, "SignatureDoesNotMatch", "the signature does not match")


def _is_fresh(date: str) -> bool:
    try:
        signed_at = datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs(datetime.now(UTC) - signed_at) <= _VALIDITY


def _signature(request: HttpRequest, given: _Authorization, body: str) -> str:
    """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature"""
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(request.GET.dict().items()))
    headers = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in given.signed_headers.split(";"))
    canonical = f"POST\n/\n{query}\n{headers}\n{given.signed_headers}\n{body}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.digest(settings.ALIYUN_SMS_ACCESS_KEY_SECRET.encode(), text.encode(), "sha256").hex()


def _quoted(text: str) -> str:
    return quote(text, safe="~")


def _wrong_order(request: HttpRequest) -> str:
    """The code for what they do not know or miss in the order; empty when nothing is wrong."""
    if request.GET.get("SignName") != settings.ALIYUN_SMS_SIGN_NAME:
        return "isv.SMS_SIGNATURE_ILLEGAL"
    if request.GET.get("TemplateCode") != settings.ALIYUN_SMS_CODE_TEMPLATE:
        return "isv.SMS_TEMPLATE_ILLEGAL"
    if not re.fullmatch(MOBILE_PATTERN, request.GET.get("PhoneNumbers", "")):
        return "isv.MOBILE_NUMBER_ILLEGAL"
    variables = _variables(request)
    if variables is None:
        return "isv.INVALID_JSON_PARAM"
    return "" if {"code", "minutes"} <= variables.keys() else "isv.TEMPLATE_MISSING_PARAMETERS"


def _variables(request: HttpRequest) -> dict[str, str] | None:
    """The variables of the template; None when they are not texts in a JSON object."""
    try:
        values = json.loads(request.GET.get("TemplateParam", ""))
    except ValueError:
        return None
    is_right = isinstance(values, dict) and all(isinstance(value, str) for value in values.values())
    return values if is_right else None


def _taken(request: HttpRequest) -> str:
    """Their code for what became of the SMS."""
    variables = _variables(request) or {}
    match take_code(mobile=request.GET["PhoneNumbers"], code=variables["code"], minutes=variables["minutes"]):
        case "busy":
            raise _Refusal(400, "Throttling.User", "Request was denied due to user flow control.")
        case "refused":
            return "isv.BUSINESS_LIMIT_CONTROL"
    return "OK"


def _request_id() -> str:
    return str(uuid.uuid4()).upper()
