"""The stand-in of Alipay, alone: what it takes, what it refuses, how it behaves. apps/payment/tests asks it through the
real client."""

import json
import re
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from payment import alipay as client_of_alipay
from payment.alipay import Refused, Unavailable
from sandbox import alipay, alipay_paying, alipay_store
from sandbox.alipay_store import Trade

GATEWAY = "/sandbox/alipay/gateway.do"
TEN = Decimal(10)


def trade(**values):
    made = Trade(
        out_trade_no="1_1",
        trade_no="2026112300000000000000000001",
        total_amount="10.00",
        subject="订单",
        notify_url="http://127.0.0.1:9/",
        return_url="http://testserver/payment/status/",
        **values,
    )
    alipay_store.keep(made)
    return made


def paid_trade():
    return trade(status="TRADE_SUCCESS", paid_at="2026-11-23 12:00:00")


@pytest.fixture
def gateway(settings, live_server):
    settings.ALIPAY_GATEWAY_URL = f"{live_server.url}{GATEWAY}"


def refund(request="1", amount=TEN):
    number = "2026112300000000000000000001"
    return client_of_alipay.refund(trade_number=number, out_request_no=request, amount=amount, reason="坏了")


def test_unsigned_call_is_refused_without_a_signature(client):
    answer = client.get(GATEWAY, {"method": "alipay.trade.query", "app_id": "2021000000000001", "sign": "x"})

    assert json.loads(answer.content)["error_response"]["sub_code"] == "isv.invalid-signature"


def test_unsigned_page_is_refused(client):
    assert client.get(GATEWAY, {"method": "alipay.trade.page.pay"}).status_code == 400


def test_page_offers_every_deed_and_every_mood(client):
    trade()

    page = client.get("/sandbox/alipay/1_1/").content.decode()

    assert re.findall(r'name="deed" value="(\w+)"', page) == list(alipay_paying.DEEDS)
    assert re.findall(r'<option value="(\w+)"', page) == list(alipay.MOODS)


def test_page_of_an_unknown_trade_is_not_there(client):
    assert client.get("/sandbox/alipay/none/").status_code == 404
    assert client.post("/sandbox/alipay/none/", {"deed": "pay"}).status_code == 404


def test_unknown_deed_does_nothing(client):
    trade()

    assert client.post("/sandbox/alipay/1_1/", {"deed": "steal"}).status_code == 200
    assert alipay_store.trade_with("1_1").status == "WAIT_BUYER_PAY"


def test_buyer_comes_back_with_a_signature_whatever_became_of_the_notice(client):
    trade()

    answer = client.post("/sandbox/alipay/1_1/", {"deed": "pay"})

    said = dict(parse_qsl(urlsplit(answer["Location"]).query))
    assert (client_of_alipay.is_genuine(said), said["total_amount"]) == (True, "10.00")
    assert not client_of_alipay.is_genuine({**said, "total_amount": "1.00"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mood", ["refused", "broken", "garbage", "deaf"])
def test_mood_is_chosen_on_the_page(client, gateway, mood):
    trade()
    client.post("/sandbox/alipay/mood/", {"mood": mood, "out_trade_no": "1_1"})

    with pytest.raises(Unavailable):
        client_of_alipay.ask_trade(out_trade_no="1_1")


@pytest.mark.django_db(transaction=True)
def test_slow_gateway_is_not_waited_for(gateway, monkeypatch):
    monkeypatch.setattr(alipay, "_SLOW_SECONDS", 1)
    monkeypatch.setattr(client_of_alipay, "_READ_TIMEOUT", 0.2)
    trade()
    alipay_store.set_mood("slow")

    with pytest.raises(Unavailable):
        client_of_alipay.ask_trade(out_trade_no="1_1")


@pytest.mark.django_db(transaction=True)
def test_refund_moves_money_once_for_each_request_and_no_more_than_was_paid(gateway):
    paid_trade()

    assert [refund("1", Decimal(4)), refund("1", Decimal(4)), refund("2", Decimal(6))] == [True, False, True]
    with pytest.raises(Refused, match=r"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"):
        refund("3", Decimal("0.01"))

    assert alipay_store.trade_with("1_1").status == "TRADE_CLOSED"


@pytest.mark.django_db(transaction=True)
def test_unpaid_trade_is_not_refunded_and_a_paid_one_not_closed(gateway):
    trade()
    with pytest.raises(Refused, match=r"ACQ.TRADE_STATUS_ERROR"):
        refund()
    paid_trade()

    with pytest.raises(Refused, match=r"ACQ.TRADE_STATUS_ERROR"):
        client_of_alipay.close_trade("1_1")


@pytest.mark.django_db(transaction=True)
def test_closed_trade_is_not_paid(client, gateway):
    trade()
    client_of_alipay.close_trade("1_1")

    client.post("/sandbox/alipay/1_1/", {"deed": "pay"})

    assert alipay_store.trade_with("1_1").status == "TRADE_CLOSED"
