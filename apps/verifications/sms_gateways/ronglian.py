"""容联云 (Ronglian, yuntongxun.com): template SMS, version 2013-12-26 of its REST interface.

One signed POST. Their package is not used: it prints the account's token and the code to standard output.
"""

import base64
import hashlib
import json
import ssl
from collections.abc import Sequence
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import certifi
from django.conf import settings

from . import Sent, SmsRefused, SmsUnanswered, SmsUnavailable

_CONNECT_TIMEOUT = 3.05  # seconds
_ANSWER_TIMEOUT = 5.0  # seconds
_SUCCESS = "000000"
_TURNED_AWAY = {429, 503}  # answers of a door keeper: nothing was sent
_CHINA = ZoneInfo("Asia/Shanghai")


class RonglianGateway:
    """Address, account and templates come from settings.RONGLIAN_*."""

    def __init__(self) -> None:
        # One TLS context for all calls: to read the certificates anew costs more than the rest of a call.
        self._tls = ssl.create_default_context(cafile=certifi.where())

    def send(self, mobile: str, template: str, params: Sequence[str]) -> Sent:
        """See Gateway.send."""
        order = {
            "to": mobile,
            "appId": settings.RONGLIAN_APP_ID,
            "templateId": _template_id(template),
            "datas": list(params),
        }
        answer = self._post(order)
        code = answer.get("statusCode")
        if not code:
            raise SmsUnanswered("no status")
        if code != _SUCCESS:
            raise SmsRefused(str(code))
        return Sent(str((answer.get("templateSMS") or {}).get("smsMessageSid", "")))

    def _post(self, order: dict[str, Any]) -> dict[str, Any]:
        """The decoded answer. No error keeps the path that was called: its signature is a secret."""
        path, headers = _signed_path()
        status, body = self._exchange(path, headers, json.dumps(order).encode())
        if status in _TURNED_AWAY:
            raise SmsUnavailable(f"HTTP {status}")
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise SmsUnanswered(f"HTTP {status}")
        return answer

    def _exchange(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. What fails before the request is sent may be tried again, nothing after it.

        A connection is used once: one that the provider is just closing would leave open what became of the SMS.
        """
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            raise SmsUnavailable(type(error).__name__) from None
        try:
            connection.sock.settimeout(_ANSWER_TIMEOUT)
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException) as error:
            raise SmsUnanswered(type(error).__name__) from None
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        base = urlsplit(settings.RONGLIAN_BASE_URL)
        if base.scheme == "https":
            return HTTPSConnection(base.netloc, timeout=_CONNECT_TIMEOUT, context=self._tls)
        return HTTPConnection(base.netloc, timeout=_CONNECT_TIMEOUT)


def _template_id(template: str) -> str:
    return {"code": settings.RONGLIAN_CODE_TEMPLATE}[template]


def _signed_path() -> tuple[str, dict[str, str]]:
    """Path and headers, signed for this moment."""
    sid, token = settings.RONGLIAN_ACCOUNT_SID, settings.RONGLIAN_AUTH_TOKEN
    timestamp = datetime.now(_CHINA).strftime("%Y%m%d%H%M%S")
    signature = hashlib.md5(f"{sid}{token}{timestamp}".encode()).hexdigest().upper()  # noqa: S324 - their protocol
    base = urlsplit(settings.RONGLIAN_BASE_URL).path.rstrip("/")
    authorization = base64.b64encode(f"{sid}:{timestamp}".encode()).decode()
    headers = {"Authorization": authorization, "Accept": "application/json", "Content-Type": "application/json"}
    return f"{base}/2013-12-26/Accounts/{sid}/SMS/TemplateSMS?sig={signature}", headers
