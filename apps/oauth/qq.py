"""QQ, as the package QQLoginTool asks it, with what the package leaves out.

The package waits for ever, hides every fault behind a bare `except`, takes the openid from fixed columns of the
answer, and knows one host. Its methods build the addresses and read the answers still; `_Calls` stands where they
look for `requests`: it asks the host of the settings, in bounded time, and hands over only what can be read.

Protocol: https://wiki.connect.qq.com (OAuth 2.0, server side).
"""

import json
import re
import time
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import requests
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from QQLoginTool import QQtool
from urllib3.exceptions import HTTPError

_HOST = "https://graph.qq.com"  # as the package writes it
_CONNECT_TIMEOUT = 3.05  # seconds
_READ_TIMEOUT = 5.0  # seconds until the next byte
_TOTAL_TIMEOUT = 8.0  # seconds for a whole answer, however many bytes it is drawn out over
_ANSWER_MAX_BYTES = 16 * 1024

OPENID_PATTERN = r"[0-9A-F]{32}"
_TOKEN_PATTERN = r"[0-9A-Za-z]{16,128}"  # noqa: S105 - what one looks like
_CODE_MAX_LENGTH = 256


class QQUnavailable(Exception):
    """QQ was not reached, was too slow, or answered nothing that makes sense; later it may."""


class QQRefused(Exception):
    """QQ said no; `code` is its number for the reason."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class QQ(QQtool.OAuthQQ):
    """One person's way over QQ and back. No error of it keeps an address that was called: secrets stand in it."""

    def __init__(self, *, redirect_uri: str, state: str = "") -> None:
        super().__init__(settings.QQ_CLIENT_ID, settings.QQ_CLIENT_SECRET, redirect_uri, state)

    def get_qq_url(self) -> str:
        """The page of QQ where the visitor agrees."""
        return str(super().get_qq_url()).replace(_HOST, settings.QQ_PAGE_BASE_URL or settings.QQ_BASE_URL, 1)

    @sensitive_variables()
    def get_access_token(self, code: str) -> str:
        """Raises QQUnavailable or QQRefused."""
        if not 0 < len(code) <= _CODE_MAX_LENGTH:
            raise QQRefused(0)
        return _checked(_TOKEN_PATTERN, _answered(super().get_access_token, code))

    @sensitive_variables()
    def get_open_id(self, access_token: str) -> str:
        """Raises QQUnavailable or QQRefused."""
        return _checked(OPENID_PATTERN, _answered(super().get_open_id, access_token))


class _Answer(NamedTuple):
    text: str


class _Calls:
    """What the package takes for `requests`."""

    @staticmethod
    @sensitive_variables()
    def get(address: str) -> _Answer:
        status, text = _fetched(address.replace(_HOST, settings.QQ_BASE_URL, 1))
        if status >= 500 or 300 <= status < 400:
            raise QQUnavailable(f"HTTP {status}")
        return _Answer(_readable(text))


QQtool.requests = _Calls  # for the whole process, once: nobody but this module uses the package


@sensitive_variables()
def _answered(ask: Any, argument: str) -> Any:
    """What the package's method returns; our own error when one was raised below it."""
    try:
        return ask(argument)
    except Exception as error:
        fault: BaseException | None = error
    while fault and isinstance(fault, Exception) and not isinstance(fault, QQUnavailable | QQRefused):
        fault = fault.__context__  # the bare `except` of the package put it there
    raise fault or QQUnavailable("an answer without what was asked for")


def _checked(pattern: str, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise QQUnavailable("an answer of an odd shape")
    return value


@sensitive_variables()
def _fetched(address: str) -> tuple[int, str]:
    """HTTP status and text. The certificate is checked; a redirection is not followed: secrets would go with it."""
    try:
        with requests.get(
            address,
            timeout=(_CONNECT_TIMEOUT, _READ_TIMEOUT),
            headers={"Accept-Encoding": "identity"},
            allow_redirects=False,
            stream=True,
        ) as answer:
            return answer.status_code, _body(answer)
    except (requests.RequestException, HTTPError, OSError) as error:
        raise QQUnavailable(type(error).__name__) from None


def _body(answer: requests.Response) -> str:
    latest = time.monotonic() + _TOTAL_TIMEOUT
    body = b""
    while part := answer.raw.read1(_ANSWER_MAX_BYTES):
        body += part
        if len(body) > _ANSWER_MAX_BYTES:
            raise QQUnavailable("an answer too long")
        if time.monotonic() > latest:
            raise QQUnavailable("an answer drawn out")
    return body.decode(errors="replace")


@sensitive_variables()
def _readable(text: str) -> str:
    """The answer in the spelling that the package reads by columns. Raises QQRefused for a refusal."""
    found = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        values = json.loads(found[0]) if found else dict(parse_qsl(text))
    except (ValueError, RecursionError):
        raise QQUnavailable("an answer that is no JSON") from None
    number = values.get("error") or (values.get("code") if "msg" in values else None)
    if number:
        raise QQRefused(int(number) if str(number).isdecimal() else 0)
    if values.get("client_id", settings.QQ_CLIENT_ID) != settings.QQ_CLIENT_ID:
        raise QQUnavailable("an answer to another application")
    return urlencode(values) if "access_token" in values else f"callback( {json.dumps(values)} );\n"
