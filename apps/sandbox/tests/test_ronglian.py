"""The stand-in: asked by the real gateway over real HTTP, and by callers who got something wrong."""

import base64
import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox import special_mobiles, store
from verifications.sms_gateways import SmsRefused, SmsUnavailable, gateway, ronglian

NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
ORDER = {"to": "13900000001", "appId": "sandbox-app", "templateId": "1", "datas": ["918273", "5"]}


@pytest.fixture
def send(live_server, settings):
    settings.RONGLIAN_BASE_URL = f"{live_server.url}/sandbox/ronglian"
    return lambda mobile="13900000001": gateway().send(mobile, "code", ["918273", "5"])


def test_sms_of_the_real_gateway_is_in_the_inbox(send):
    sent = send()

    [message] = store.messages()
    assert (message.kind, message.to, message.code) == ("sms", "13900000001", "918273")
    assert message.text == "【美多商城】验证码 918273，5 分钟内有效。请勿告诉他人。"
    assert len(sent.id) == 32


def test_mobile_that_is_refused(send):
    with pytest.raises(SmsRefused):
        send(special_mobiles.REFUSED)

    assert store.messages() == []


def test_mobile_whose_provider_is_busy(send):
    with pytest.raises(SmsUnavailable):
        send(special_mobiles.BUSY)


def test_mobile_whose_provider_recovers_at_the_third_try(send):
    for _ in range(2):
        with pytest.raises(SmsUnavailable):
            send(special_mobiles.RECOVERING)

    send(special_mobiles.RECOVERING)

    assert [message.to for message in store.messages()] == [special_mobiles.RECOVERING]


def test_mobile_whose_provider_is_too_slow(send, monkeypatch):
    monkeypatch.setattr(special_mobiles, "_SLOW_SECONDS", 1)
    monkeypatch.setattr(ronglian, "_ANSWER_TIMEOUT", 0.3)

    with pytest.raises(SmsRefused):
        send(special_mobiles.SLOW)

    assert [message.to for message in store.messages()] == [special_mobiles.SLOW]


def call(client, *, sid="sandbox-account", token="sandbox-token", signed_at=NOW, named="", body=ORDER):
    """A call signed as Ronglian documents it, written a second time. Returns the answer."""
    timestamp = signed_at.strftime("%Y%m%d%H%M%S")
    signature = hashlib.md5(f"{sid}{token}{timestamp}".encode()).hexdigest().upper()  # noqa: S324
    path = f"/sandbox/ronglian/2013-12-26/Accounts/{sid}/SMS/TemplateSMS?sig={signature}"
    authorization = base64.b64encode(f"{named or sid}:{timestamp}".encode()).decode()
    return client.post(path, body, content_type="application/json", headers={"Authorization": authorization}).json()


def test_call_signed_by_the_book_is_taken(client):
    answer = call(client)

    assert (answer["statusCode"], len(store.messages())) == ("000000", 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"token": "another"}, "111109"),
        ({"sid": "another"}, "111106"),
        ({"named": "another"}, "111103"),
        ({"named": "a:b"}, "111105"),
        ({"signed_at": NOW - timedelta(hours=25)}, "111107"),
        ({"body": "no JSON"}, "111001"),
        ({"body": []}, "111181"),
        ({"body": ORDER | {"appId": "another"}}, "111181"),
        ({"body": ORDER | {"templateId": "2"}}, "160032"),
        ({"body": ORDER | {"datas": ["918273"]}}, "112300"),
        ({"body": ORDER | {"to": None}}, "112300"),
    ],
)
def test_call_with_something_wrong_is_refused_with_a_code(client, wrong, code):
    answer = call(client, **wrong)

    assert (answer["statusCode"], set(answer), store.messages()) == (code, {"statusCode", "statusMsg"}, [])


@pytest.mark.parametrize("header", ["", "no base64!", "/////w=="])
def test_call_with_a_broken_authorization_is_refused(client, header):
    path = "/sandbox/ronglian/2013-12-26/Accounts/sandbox-account/SMS/TemplateSMS?sig=x"

    answer = client.post(path, ORDER, content_type="application/json", headers={"Authorization": header}).json()

    assert answer["statusCode"] == "111105"
