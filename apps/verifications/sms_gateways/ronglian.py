"""容联云 (Ronglian, yuntongxun.com): template SMS, version 2013-12-26 of its REST interface.

One signed POST. Their package is not used: it prints the account's token and the code to standard output.
"""

import base64
import hashlib
import ssl
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import certifi
from django.conf import settings
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from . import Sent, SmsRefused, SmsUnavailable

_TIMEOUT = Timeout(connect=3.05, read=5)  # seconds
_SUCCESS = "000000"
_TURNED_AWAY = {429, 503}  # answers of a door keeper: nothing was sent
#: The request cannot have reached the provider, so that a second try sends no second SMS.
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError)
_CHINA = ZoneInfo("Asia/Shanghai")


class RonglianGateway:
    """Address, account and templates come from settings.RONGLIAN_*."""

    def __init__(self) -> None:
        # One TLS context for all calls: to read the certificates anew costs more than the rest of a call.
        self._tls = ssl.create_default_context(cafile=certifi.where())

    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """See Gateway.send. SmsRefused also after an answer that did not come: the SMS may be on its way."""
        order = {
            "to": mobile,
            "appId": settings.RONGLIAN_APP_ID,
            "templateId": _template_id(template),
            "datas": list(params),
        }
        answer = self._post(order)
        code = str(answer.get("statusCode", "no status"))
        if code != _SUCCESS:
            raise SmsRefused(code)
        return Sent(str((answer.get("templateSMS") or {}).get("smsMessageSid", "")))

    def _post(self, order: dict[str, Any]) -> dict[str, Any]:
        """The decoded answer. No error keeps the address that was called: its signature is a secret."""
        url, headers = _signed_address()
        try:
            # No connection is used twice: one that the provider is just closing would leave open what became of an SMS.
            with PoolManager(retries=False, ssl_context=self._tls) as http:  # neither repeats nor redirects
                response = http.request("POST", url, json=order, headers=headers, timeout=_TIMEOUT)
        except HTTPError as error:
            refusal = SmsUnavailable if isinstance(error, _NEVER_CONNECTED) else SmsRefused
            raise refusal(type(error).__name__) from None
        if response.status in _TURNED_AWAY:
            raise SmsUnavailable(f"HTTP {response.status}")
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise SmsRefused(f"HTTP {response.status}")
        return answer


def _template_id(template: str) -> str:
    return {"code": settings.RONGLIAN_CODE_TEMPLATE}[template]


def _signed_address() -> tuple[str, dict[str, str]]:
    """Address and headers, signed for this moment."""
    sid, token = settings.RONGLIAN_ACCOUNT_SID, settings.RONGLIAN_AUTH_TOKEN
    timestamp = datetime.now(_CHINA).strftime("%Y%m%d%H%M%S")
    signature = hashlib.md5(f"{sid}{token}{timestamp}".encode()).hexdigest().upper()  # noqa: S324 - their protocol
    url = f"{settings.RONGLIAN_BASE_URL}/2013-12-26/Accounts/{sid}/SMS/TemplateSMS?sig={signature}"
    authorization = base64.b64encode(f"{sid}:{timestamp}".encode()).decode()
    return url, {"Authorization": authorization, "Accept": "application/json"}
