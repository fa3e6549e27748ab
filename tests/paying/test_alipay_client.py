"""The client of the gateway, asked against servers that do not answer as they should."""

import os
import subprocess
import sys
import textwrap
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from payment import alipay
from payment.alipay import Refused, Unavailable
from sandbox.alipay_signing import is_signed_by_mall, signed_answer
from tests.answering import HttpServer

METHOD = "alipay.trade.query"
PAID = {
    "code": "10000",
    "msg": "Success",
    "out_trade_no": "1_1",
    "trade_no": "2026",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "99.00",
    "send_pay_date": "2026-11-23 12:00:00",
}


@pytest.fixture
def ask(settings):
    """`ask(answer)` asks about a trade, where the gateway answers so."""

    def asked(*answers, delay=0.0):
        with HttpServer(*answers, delay=delay) as server:
            settings.ALIPAY_GATEWAY_URL = f"{server.url}/gateway.do"
            return alipay.ask_trade(out_trade_no="1_1")

    return asked


def answered(**changed):
    return signed_answer(METHOD, {**PAID, **changed}).content.decode()


def test_answer_is_read(ask):
    trade = ask(answered(buyer_logon_id="xia***@example.com"))

    assert (trade.is_paid, trade.amount, trade.buyer) == (True, Decimal("99.00"), "xia***@example.com")
    assert timezone.localtime(trade.paid_at).isoformat() == "2026-11-23T12:00:00+08:00"


def test_trade_that_the_gateway_does_not_know_is_none(ask):
    assert ask(answered(code="40004", sub_code="ACQ.TRADE_NOT_EXIST")) is None


@pytest.mark.parametrize("code", ["ACQ.INVALID_PARAMETER", "isv.insufficient-isv-permissions"])
def test_signed_refusal_keeps_its_code(ask, code):
    with pytest.raises(Refused) as refused:
        ask(answered(code="40004", sub_code=code))

    assert refused.value.code == code


@pytest.mark.parametrize(
    "answer",
    [
        500,
        302,
        None,
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        '{"sign": "x"}',
        '{"alipay_trade_query_response": [], "sign": "x"}',
        '{"error_response": {"code": "40002", "msg": "Invalid Arguments"}}',
        "[" * 60_000,
        "x" * 70_000,
        answered(code="20000", sub_code="isp.unknow-error"),
        answered(code="40004", sub_code="ACQ.SYSTEM_ERROR"),
        answered(total_amount="Infinity"),
        answered(total_amount="many"),
        answered().replace("99.00", "98.00"),
        answered().replace('"sign":"', '"sign":"A'),
    ],
    ids=lambda answer: str(answer)[:30],
)
def test_answer_that_cannot_be_trusted_says_nothing(ask, answer):
    with pytest.raises(Unavailable):
        ask(answer)


def test_gateway_that_is_too_slow_says_nothing(ask, monkeypatch):
    monkeypatch.setattr(alipay, "_READ_TIMEOUT", 0.2)

    with pytest.raises(Unavailable):
        ask(answered(), delay=1)


def test_gateway_that_draws_its_answer_out_says_nothing(ask, monkeypatch):
    monkeypatch.setattr(alipay, "_TOTAL_TIMEOUT", 0.0)

    with pytest.raises(Unavailable, match="too long"):
        ask(answered())


def test_gateway_that_nobody_reaches_says_nothing(settings):
    settings.ALIPAY_GATEWAY_URL = "http://127.0.0.1:9/gateway.do"

    with pytest.raises(Unavailable, match="ConnectionError"):
        alipay.ask_trade(out_trade_no="1_1")


def test_no_fault_keeps_what_was_asked_or_answered(ask):
    with pytest.raises(Unavailable) as fault:
        ask('{"error_response": {"code": "40002", "msg": "of somebody@example.com"}}')

    assert (str(fault.value), fault.value.__suppress_context__) == (
        "an answer that Alipay did not sign: AliPayException",
        True,
    )


def asked_page():
    address = alipay.page_url(
        out_trade_no="1_1",
        amount=Decimal("99.9"),
        subject="订单",
        pay_by=timezone.make_aware(timezone.datetime(2026, 11, 23, 12)),
        return_url="http://testserver/payment/status/",
        notify_url="http://testserver/payment/notify/",
    )
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_page_is_asked_for_with_the_amount_to_the_fen_and_a_limit_and_is_signed(settings):
    asked = asked_page()

    assert '"total_amount":"99.90"' in asked["biz_content"]
    assert '"time_expire":"2026-11-23 12:00:00"' in asked["biz_content"]
    assert is_signed_by_mall(asked)


def test_keys_may_be_the_bare_text_that_alipay_shows(settings):
    for name in ("ALIPAY_APP_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY"):
        lines = getattr(settings, name).splitlines()
        setattr(settings, name, "".join(line for line in lines if "-----" not in line))

    assert is_signed_by_mall(asked_page())


@pytest.mark.once
def test_loading_the_package_leaves_the_log_files_open():
    script = """
        import logging, logging.handlers
        kept = logging.handlers.MemoryHandler(10); logging.getLogger().addHandler(kept)
        closed = []; kept.close = lambda: closed.append(True)
        from payment import alipay
        print(closed, [type(each).__name__ for each in logging.getLogger("python-alipay-sdk").handlers])
    """
    environment = {**os.environ, "PYTHONPATH": "apps:."}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert done.stdout == "[] []\n"
