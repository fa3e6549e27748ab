"""容联云 (Ronglian, yuntongxun.com): template SMS, version 2013-12-26 of its REST interface.

One signed POST. Their package is not used: it prints the account's token and the code to standard output.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from . import Sent, SmsRefused, SmsUnavailable

_TIMEOUTS = (3.05, 5)  # seconds to connect, and to wait for the answer
_SUCCESS = "000000"
_TURNED_AWAY = {429, 503}  # answers of a door keeper: nothing was sent
_CHINA = ZoneInfo("Asia/Shanghai")


class RonglianGateway:
    """Address, account and templates come from settings.RONGLIAN_*."""

    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """See Gateway.send. SmsRefused also after an answer that did not come: the SMS may be on its way."""
        answer = _post(
            {
                "to": mobile,
                "appId": settings.RONGLIAN_APP_ID,
                "templateId": _template_id(template),
                "datas": list(params),
            }
        )
        code = str(answer.get("statusCode", "no status"))
        if code != _SUCCESS:
            raise SmsRefused(code)
        return Sent(str((answer.get("templateSMS") or {}).get("smsMessageSid", "")))


def _template_id(template: str) -> str:
    return {"code": settings.RONGLIAN_CODE_TEMPLATE}[template]


def _post(body: dict[str, Any]) -> dict[str, Any]:
    """The decoded answer. No error keeps the address that was called: its signature is a secret."""
    url, headers = _signed_address()
    try:
        response = requests.post(url, json=body, headers=headers, timeout=_TIMEOUTS, allow_redirects=False)
    except requests.RequestException as error:
        reason = type(error).__name__
        raise (SmsUnavailable(reason) if _never_connected(error) else SmsRefused(reason)) from None
    if response.status_code in _TURNED_AWAY:
        raise SmsUnavailable(f"HTTP {response.status_code}")
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SmsRefused(f"HTTP {response.status_code}")
    return answer


def _signed_address() -> tuple[str, dict[str, str]]:
    """Address and headers, signed for this moment."""
    sid, token = settings.RONGLIAN_ACCOUNT_SID, settings.RONGLIAN_AUTH_TOKEN
    timestamp = datetime.now(_CHINA).strftime("%Y%m%d%H%M%S")
    signature = hashlib.md5(f"{sid}{token}{timestamp}".encode()).hexdigest().upper()  # noqa: S324 - their protocol
    url = f"{settings.RONGLIAN_BASE_URL}/2013-12-26/Accounts/{sid}/SMS/TemplateSMS?sig={signature}"
    authorization = base64.b64encode(f"{sid}:{timestamp}".encode()).decode()
    return url, {"Authorization": authorization, "Accept": "application/json"}


def _never_connected(error: requests.RequestException) -> bool:
    """Whether the request cannot have reached the provider, so that a second try sends no second SMS."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(cause, NewConnectionError | ConnectTimeoutError)
