"""A stand-in for Tencent Cloud's SendSms, version 2021-01-11, which checks what they check: the signature of
TC3-HMAC-SHA256, the account, the application, the signature of the shop and the template."""

import hashlib
import hmac
import json
import re
import secrets
import time
import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from utils.access import public

from .special_mobiles import take_code

_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
_VALIDITY = 300  # seconds that their clock and ours may differ


class _Refusal(Exception):
    """Their error form: a code and a sentence."""


class _Authorization(NamedTuple):
    secret_id: str
    date: str
    signed_headers: str
    signature: str


@public
@csrf_exempt  # called by the gateway, authorised by its signature
@require_POST
def send_sms(request: HttpRequest) -> HttpResponse:
    try:
        _check_call(request)
        _check_signature(request)
        order = _order(request)
    except _Refusal as refusal:
        return _error(*refusal.args)
    status = _unknown(order) or _taken(order)
    if status is None:
        return _error("RequestLimitExceeded", "the interface is called too often")
    return _answer({"SendStatusSet": [status]})


def _check_call(request: HttpRequest) -> None:
    if request.headers.get("X-TC-Action") != "SendSms":
        raise _Refusal("InvalidAction", "there is no such interface")
    if request.headers.get("X-TC-Version") != "2021-01-11":
        raise _Refusal("NoSuchVersion", "there is no such version")
    if not request.headers.get("X-TC-Region"):
        raise _Refusal("MissingParameter", "the region is missing")


def _check_signature(request: HttpRequest) -> None:
    found = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if not found:
        raise _Refusal("AuthFailure.InvalidAuthorization", "the Authorization header is malformed")
    given = _Authorization(*found.groups())
    timestamp = request.headers.get("X-TC-Timestamp", "")
    if not re.fullmatch(r"\d{1,12}", timestamp) or abs(time.time() - int(timestamp)) > _VALIDITY:
        raise _Refusal("AuthFailure.SignatureExpire", "the timestamp has expired")
    if given.secret_id != settings.TENCENT_SMS_SECRET_ID:
        raise _Refusal("AuthFailure.SecretIdNotFound", "there is no such SecretId")
    is_today = given.date == datetime.fromtimestamp(int(timestamp), UTC).strftime("%Y-%m-%d")
    has_needed = {"content-type", "host"} <= set(given.signed_headers.split(";"))
    if not is_today or not has_needed or not constant_time_compare(given.signature, _signature(request, given)):
        raise _Refusal("AuthFailure.SignatureFailure", "the signature does not match")


def _signature(request: HttpRequest, given: _Authorization) -> str:
    """https://cloud.tencent.com/document/api/382/52072: signature method v3."""
    headers = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in given.signed_headers.split(";"))
    body = hashlib.sha256(request.body).hexdigest()
    canonical = f"POST\n/\n\n{headers}\n{given.signed_headers}\n{body}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    scope = f"{given.date}/sms/tc3_request"
    key = f"TC3{settings.TENCENT_SMS_SECRET_KEY}".encode()
    for part in (given.date, "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"TC3-HMAC-SHA256\n{request.headers['X-TC-Timestamp']}\n{scope}\n{digest}"
    return hmac.digest(key, text.encode(), "sha256").hex()


def _order(request: HttpRequest) -> dict[str, Any]:
    """The body with everything that an SMS with a code needs."""
    try:
        order = json.loads(request.body)
    except ValueError:
        raise _Refusal("InvalidParameter", "the body is not JSON") from None
    if not isinstance(order, dict):
        raise _Refusal("InvalidParameter", "the body is not an object")
    for name, least in (("PhoneNumberSet", 1), ("TemplateParamSet", 2)):
        values = order.get(name)
        if not isinstance(values, list) or len(values) < least or not all(isinstance(text, str) for text in values):
            raise _Refusal("MissingParameter", f"{name} is missing or incomplete")
    return order


def _unknown(order: dict[str, Any]) -> dict[str, Any] | None:
    """The status of an SMS whose application, signature or template they do not know."""
    known = {
        "SmsSdkAppId": (settings.TENCENT_SMS_APP_ID, "InvalidParameterValue.SdkAppIdNotExist"),
        "SignName": (settings.TENCENT_SMS_SIGN_NAME, "FailedOperation.SignatureIncorrectOrUnapproved"),
        "TemplateId": (settings.TENCENT_SMS_CODE_TEMPLATE, "FailedOperation.TemplateIncorrectOrUnapproved"),
    }
    for name, (value, code) in known.items():
        if order.get(name) != value:
            return _status(order, code)
    return None


def _taken(order: dict[str, Any]) -> dict[str, Any] | None:
    """The status of the SMS; None when they are busy."""
    code, minutes = order["TemplateParamSet"][:2]
    match take_code(mobile=order["PhoneNumberSet"][0].removeprefix("+86"), code=code, minutes=minutes):
        case "refused":
            return _status(order, "LimitExceeded.PhoneNumberDailyLimit")
        case "sent":
            return _status(order, "Ok")
    return None


def _status(order: dict[str, Any], code: str) -> dict[str, Any]:
    is_sent = code == "Ok"
    return {
        "SerialNo": f"{secrets.randbelow(10_000)}:{secrets.token_hex(10)}" if is_sent else "",
        "PhoneNumber": order["PhoneNumberSet"][0],
        "Fee": 1 if is_sent else 0,
        "SessionContext": "",
        "Code": code,
        "Message": "send success" if is_sent else "not sent",
        "IsoCode": "CN",
    }


def _error(code: str, message: str) -> HttpResponse:
    return _answer({"Error": {"Code": code, "Message": message}})


def _answer(content: dict[str, Any]) -> HttpResponse:
    """Status 200 for refusals too, and their exact content type: their package looks at both."""
    return JsonResponse({"Response": {**content, "RequestId": str(uuid.uuid4())}})
