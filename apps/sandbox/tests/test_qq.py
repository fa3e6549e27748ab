"""The stand-in of QQ, alone and asked by the real client through a running mall."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth import qq as client_of_qq
from oauth.qq import QQRefused, QQUnavailable
from oauth.services.travelling import ask_openid
from sandbox import qq, qq_store

CALLBACK = "http://testserver/oauth_callback/"
PAGE = "/sandbox/qq/oauth2.0/authorize"
ASKED = {"response_type": "code", "client_id": "100000001", "redirect_uri": CALLBACK, "state": "the state"}
EXCHANGE = {
    "grant_type": "authorization_code",
    "client_id": "100000001",
    "client_secret": "sandbox-secret",
    "redirect_uri": CALLBACK,
}


def agree(client, *, person="小美", mood="well"):
    response = client.post(PAGE, {"person": person, "mood": mood}, query_params=ASKED)
    address = response["Location"]
    assert address.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def exchange(client, code, **changed):
    return client.get("/sandbox/qq/oauth2.0/token", {**EXCHANGE, "code": code, **changed}).content.decode()


def test_page_asks_who_one_is_and_how_qq_shall_behave(client):
    page = client.get(PAGE, ASKED).content.decode()

    assert [name for name in (*qq.PEOPLE, "拒绝授权") if name not in page] == []
    assert re.findall(r'<option value="(\w+)"', page) == list(qq.MOODS)


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"response_type": "token"}, 100000),
        ({"client_id": "another"}, 100008),
        ({"redirect_uri": "https://evil.example/"}, 100010),
        ({"redirect_uri": "javascript://testserver/"}, 100010),
        ({"redirect_uri": ""}, 100010),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_page_tells_what_is_wrong_and_sends_nobody_on(client, changed, number, method):
    response = getattr(client, method)(PAGE, query_params={**ASKED, **changed})

    assert response.status_code == 400
    assert f"错误 {number}" in response.content.decode()


def test_agreeing_sends_back_with_a_code_and_the_state(client):
    answer = agree(client)

    assert re.fullmatch("[0-9A-F]{32}", answer.pop("code"))
    assert answer == {"state": "the state"}


def test_refusing_sends_back_without_a_code(client):
    assert agree(client, person="") == {"usercancel": "1", "state": "the state"}


def test_token_and_openid_come_in_the_spelling_of_qq(client):
    given = exchange(client, agree(client)["code"])
    token = re.fullmatch(r"access_token=([0-9A-F]{32})&expires_in=7776000&refresh_token=[0-9A-F]{32}", given)[1]

    known = client.get("/sandbox/qq/oauth2.0/me", {"access_token": token}).content.decode()

    openid = qq.openid_of("小美")
    assert known == f'callback( {{"client_id": "100000001", "openid": "{openid}"}} );\n'


def test_token_and_openid_come_as_json_when_asked_for(client):
    given = json.loads(exchange(client, agree(client)["code"], fmt="json"))

    known = client.get("/sandbox/qq/oauth2.0/me", {"access_token": given["access_token"], "fmt": "json"})

    assert json.loads(known.content) == {"client_id": "100000001", "openid": qq.openid_of("小美")}


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"grant_type": "password"}, 100004),
        ({"client_id": "another"}, 100008),
        ({"client_secret": "guessed"}, 100009),
        ({"redirect_uri": "http://testserver/elsewhere/"}, 100010),
        ({"code": "NEVER-GIVEN"}, 100019),
    ],
)
def test_token_is_refused_with_the_number_of_qq(client, changed, number):
    answer = exchange(client, **{"code": agree(client)["code"], **changed})

    assert re.fullmatch(r'callback\( {"error": (\d+), "error_description": ".+"} \);\n', answer)[1] == str(number)


def test_code_opens_once(client):
    code = agree(client)["code"]
    exchange(client, code)

    assert '"error": 100020' in exchange(client, code)


def test_token_that_was_never_given_is_refused(client):
    answer = client.get("/sandbox/qq/oauth2.0/me", {"access_token": "NEVER-GIVEN"}).content.decode()

    assert '"error": 100016' in answer


def test_people_have_names_of_their_own():
    assert len({qq.openid_of(person) for person in qq.PEOPLE}) == len(qq.PEOPLE)


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        ("well", None),
        ("slow", QQUnavailable),
        ("refused", QQRefused),
        ("broken", QQUnavailable),
        ("garbage", QQUnavailable),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_real_client_reads_each_mood(client, settings, live_server, monkeypatch, mood, outcome):
    monkeypatch.setattr(qq, "_SLOW_SECONDS", 1)
    monkeypatch.setattr(client_of_qq, "_READ_TIMEOUT", 0.5)
    settings.QQ_BASE_URL = f"{live_server.url}/sandbox/qq"
    code = agree(client, mood=mood)["code"]

    if outcome:
        with pytest.raises(outcome):
            ask_openid(code=code, redirect_uri=CALLBACK)
    else:
        assert ask_openid(code=code, redirect_uri=CALLBACK) == qq.openid_of("小美")


def test_code_is_kept_with_what_was_agreed_to(client):
    code = agree(client, person="阿城", mood="slow")["code"]

    consent, was_used = qq_store.take_code(code)

    assert (consent.openid, consent.redirect_uri, consent.mood, was_used) == (
        qq.openid_of("阿城"),
        CALLBACK,
        "slow",
        False,
    )
