"""Alipay, as the package python-alipay-sdk signs, asks and verifies, with what the package leaves out.

The package reads answers without bounds and lets every kind of fault through; loading it closes all log files. Its
methods build and sign what is asked and verify what is answered still; the asking is done here, in bounded time.

Protocol: https://opendocs.alipay.com/open/270/105898 (电脑网站支付, RSA2). Amounts are in yuan.
"""

import logging.config
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import requests
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from urllib3.exceptions import HTTPError


@contextmanager
def _logging_untouched() -> Iterator[None]:
    """The package configures logging while it is loaded, which would close the log files of the mall."""
    configure = logging.config.dictConfig
    logging.config.dictConfig = lambda _settings: None  # type: ignore[assignment]
    try:
        yield
    finally:
        logging.config.dictConfig = configure


with _logging_untouched():
    from alipay import AliPay
    from alipay.exceptions import AliPayException, AliPayValidationError

_CONNECT_TIMEOUT = 3.05  # seconds
_READ_TIMEOUT = 4.0  # seconds until the next byte
_TOTAL_TIMEOUT = 5.0  # seconds for a whole answer
_ANSWER_MAX_BYTES = 64 * 1024
_BEIJING = ZoneInfo("Asia/Shanghai")  # whatever the time zone of the mall is
_MOMENT = "%Y-%m-%d %H:%M:%S"
_DONE = "10000"
_LATER = {"20000", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"}  # spelt as Alipay does

NO_SUCH_TRADE = "ACQ.TRADE_NOT_EXIST"
PAID_STATES = {"TRADE_SUCCESS", "TRADE_FINISHED"}
CLOSED_STATE = "TRADE_CLOSED"


class Unavailable(Exception):
    """Alipay was not reached, was too slow, or answered nothing that can be trusted: what was asked for may have
    happened or not."""


class Refused(Exception):
    """Alipay said no, signed; `code` is its word for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Trade:
    """What Alipay says of a trade."""

    out_trade_no: str
    trade_number: str
    status: str
    amount: Decimal
    paid_at: datetime | None = None
    buyer: str = ""  # masked by Alipay

    @property
    def is_paid(self) -> bool:
        return self.status in PAID_STATES


def is_offered() -> bool:
    return bool(settings.ALIPAY_APP_ID)


def page_url(
    *, out_trade_no: str, amount: Decimal, subject: str, pay_by: datetime | None, return_url: str, notify_url: str
) -> str:
    """Where the buyer pays until then. Nothing is asked over the network."""
    limit = {"time_expire": pay_by.astimezone(_BEIJING).strftime(_MOMENT)} if pay_by else {}
    signed = _client().api_alipay_trade_page_pay(
        subject=subject,
        out_trade_no=out_trade_no,
        total_amount=f"{amount:.2f}",
        return_url=return_url,
        notify_url=notify_url,
        **limit,
    )
    return f"{settings.ALIPAY_PAGE_URL or settings.ALIPAY_GATEWAY_URL}?{signed}"


def is_genuine(said: Mapping[str, str]) -> bool:
    """Whether Alipay signed this. Whom it is for, and what it says, is still to be compared with what we know."""
    unsigned = {name: value for name, value in said.items() if name != "sign" and value != ""}
    try:
        return bool(_client().verify(unsigned, said["sign"]))
    except (AliPayException, ValueError, TypeError, KeyError):  # a text that is no signature at all
        return False


def trade_in(said: Mapping[str, Any]) -> Trade:
    """The trade that a notice or an answer is about. Raises Unavailable for one that makes no sense."""
    try:
        amount = Decimal(str(said["total_amount"]))
        if not amount.is_finite():
            raise ValueError(amount)
        return Trade(
            out_trade_no=str(said["out_trade_no"]),
            trade_number=str(said["trade_no"])[:64],
            status=str(said["trade_status"]),
            amount=amount,
            paid_at=_moment(said.get("gmt_payment") or said.get("send_pay_date")),
            buyer=str(said.get("buyer_logon_id", ""))[:60],
        )
    except (KeyError, ValueError, ArithmeticError):
        raise Unavailable("an answer without what was asked for") from None


def ask_trade(*, out_trade_no: str = "", trade_number: str = "") -> Trade | None:
    """The trade by our number, or by Alipay's; None when it knows no such trade. Raises Unavailable or Refused."""
    try:
        number = {"trade_no": trade_number} if trade_number else {"out_trade_no": out_trade_no}
        return trade_in(_asked("api_alipay_trade_query", **number))
    except Refused as refusal:
        if refusal.code == NO_SUCH_TRADE:
            return None
        raise


def close_trade(out_trade_no: str) -> None:
    """Nobody can pay this trade any more. Raises Unavailable, or Refused for one that was paid meanwhile."""
    try:
        _asked("api_alipay_trade_close", out_trade_no=out_trade_no)
    except Refused as refusal:
        if refusal.code != NO_SUCH_TRADE:
            raise


def refund(*, trade_number: str, out_request_no: str, amount: Decimal, reason: str) -> bool:
    """Asks for money to go back: once for each `out_request_no`, however often it is asked. False when Alipay does not
    say that it moved: ask_refund knows. Raises Unavailable or Refused."""
    answer = _asked(
        "api_alipay_trade_refund",
        refund_amount=f"{amount:.2f}",
        trade_no=trade_number,
        out_request_no=out_request_no,
        refund_reason=reason[:100],
    )
    return bool(answer.get("fund_change") == "Y")


def ask_refund(*, trade_number: str, out_request_no: str) -> Decimal | None:
    """What went back for this request; None when nothing did. Raises Unavailable or Refused."""
    try:
        answer = _asked("api_alipay_trade_fastpay_refund_query", trade_no=trade_number, out_request_no=out_request_no)
    except Refused as refusal:
        if refusal.code == NO_SUCH_TRADE:
            return None
        raise
    if answer.get("refund_status") != "REFUND_SUCCESS":
        return None
    try:
        return Decimal(str(answer["refund_amount"]))
    except (KeyError, ArithmeticError):
        raise Unavailable("an answer without what was asked for") from None


class _Client(AliPay):
    """Asks in bounded time, and of the address in the settings."""

    def verified_sync_response(self, data: dict[str, Any], response_type: str) -> Any:
        text = _fetched(f"{settings.ALIPAY_GATEWAY_URL}?{self.sign_data(data)}")
        return self._verify_and_return_sync_response(text, response_type)


@sensitive_variables()
def _client() -> _Client:
    return _made_client(settings.ALIPAY_APP_ID, settings.ALIPAY_APP_PRIVATE_KEY, settings.ALIPAY_PUBLIC_KEY)


@lru_cache(maxsize=4)  # reading the keys takes longer than a signature
@sensitive_variables()
def _made_client(app_id: str, private_key: str, public_key: str) -> _Client:
    own, theirs = _pem(private_key, "RSA PRIVATE KEY"), _pem(public_key, "PUBLIC KEY")
    return _Client(appid=app_id, app_private_key_string=own, alipay_public_key_string=theirs, sign_type="RSA2")


def _pem(key: str, kind: str) -> str:
    return key if "-----" in key else f"-----BEGIN {kind}-----\n{key.strip()}\n-----END {kind}-----"


@sensitive_variables()
def _asked(method: str, **content: Any) -> dict[str, Any]:
    """The answer to one of the package's methods. No error keeps its text: names of buyers stand in it."""
    try:
        answer = getattr(_client(), method)(**content)
    except (AliPayException, AliPayValidationError) as error:
        raise Unavailable(f"an answer that Alipay did not sign: {type(error).__name__}") from None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise Unavailable("an answer that is no JSON of Alipay's") from None
    if not isinstance(answer, dict):
        raise Unavailable("an answer of an odd shape")
    return _successful(answer)


def _successful(answer: dict[str, Any]) -> dict[str, Any]:
    code, reason = str(answer.get("code", "")), str(answer.get("sub_code", ""))
    if code == _DONE:
        return answer
    if _LATER & {code, reason}:
        raise Unavailable(reason or code)
    raise Refused((reason or code)[:64])


@sensitive_variables()
def _fetched(address: str) -> str:
    try:
        with requests.get(
            address, timeout=(_CONNECT_TIMEOUT, _READ_TIMEOUT), allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise Unavailable(f"HTTP {answer.status_code}")
            return _body(answer)
    except (requests.RequestException, HTTPError, OSError) as error:
        raise Unavailable(type(error).__name__) from None


def _body(answer: requests.Response) -> str:
    latest = time.monotonic() + _TOTAL_TIMEOUT
    body = b""
    for part in answer.iter_content(_ANSWER_MAX_BYTES):
        body += part
        if len(body) > _ANSWER_MAX_BYTES or time.monotonic() > latest:
            raise Unavailable("an answer too long")
    return body.decode(errors="replace")


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.strptime(str(text), _MOMENT).replace(tzinfo=_BEIJING)
    except ValueError:
        return None
