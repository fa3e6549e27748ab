"""The real package, behind our wrapper, against servers that answer well, badly or not at all."""

import logging
import socket
import threading
import time
import traceback
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth import qq
from oauth.qq import QQ, QQRefused, QQUnavailable
from oauth.services.travelling import ask_openid
from tests.answering import HttpServer
from tests.servers import free_port
from verifications.tests.test_sms_gateways import ImpostorServer

SECRET, CODE, TOKEN = "the-app-key", "9A5F0000CODE", "FE04AAAABBBBCCCCDDDDEEEEFFFFCCE2"
OPENID = "0123456789ABCDEF0123456789ABCDEF"
CALLBACK = "https://mall.example.com/oauth_callback/"
GIVEN = f"access_token={TOKEN}&expires_in=7776000&refresh_token=88E4AAAABBBBCCCCDDDDEEEEFFFFBE14"
KNOWN = f'callback( {{"client_id":"the-app","openid":"{OPENID}"}} );\n'
REFUSAL = 'callback( {"error":100020,"error_description":"code is reused error"} );\n'


@pytest.fixture(autouse=True)
def _application(settings):
    settings.QQ_CLIENT_ID = "the-app"
    settings.QQ_CLIENT_SECRET = SECRET
    settings.QQ_PAGE_BASE_URL = ""


def ask(settings, server, *, code=CODE):
    settings.QQ_BASE_URL = server.url
    return ask_openid(code=code, redirect_uri=CALLBACK)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (GIVEN, KNOWN),
        (GIVEN, KNOWN.strip()),
        (GIVEN, f'callback({{"client_id":"the-app","openid":"{OPENID}","unionid":"x"}})'),
        ({"access_token": TOKEN, "expires_in": 7776000}, {"client_id": "the-app", "openid": OPENID}),
    ],
)
def test_openid_is_read_from_every_spelling_of_the_answer(settings, given, known):
    with HttpServer(given, known) as server:
        assert ask(settings, server) == OPENID


def test_calls_are_those_that_qq_documents(settings):
    with HttpServer(GIVEN, KNOWN) as server:
        ask(settings, server)

    first, second = (urlsplit(request.path) for request in server.received)
    assert (first.path, second.path) == ("/oauth2.0/token", "/oauth2.0/me")
    assert parse_qs(first.query) == {
        "grant_type": ["authorization_code"],
        "client_id": ["the-app"],
        "client_secret": [SECRET],
        "redirect_uri": [CALLBACK],
        "code": [CODE],
    }
    assert parse_qs(second.query) == {"access_token": [TOKEN]}


@pytest.mark.parametrize(
    ("page_base", "start"),
    [("", "https://graph.qq.com/oauth2.0/authorize?"), ("/sandbox/qq", "/sandbox/qq/oauth2.0/authorize?")],
)
def test_page_to_agree_on_is_where_the_settings_say(settings, page_base, start):
    settings.QQ_BASE_URL = "https://graph.qq.com"
    settings.QQ_PAGE_BASE_URL = page_base

    address = QQ(redirect_uri=CALLBACK, state="the-state").get_qq_url()

    assert address.startswith(start)
    assert parse_qs(urlsplit(address).query) == {
        "response_type": ["code"],
        "client_id": ["the-app"],
        "redirect_uri": [CALLBACK],
        "state": ["the-state"],
    }


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ([REFUSAL], 100020),
        ([{"error": 100009, "error_description": "client_secret error"}], 100009),
        (["code=100010&msg=redirect+uri+is+illegal"], 100010),
        ([{"error": "odd"}], 0),
        ([GIVEN, 'callback( {"error":100016,"error_description":"access token check failed"} );\n'], 100016),
    ],
)
def test_refusal_of_qq_is_told_by_its_number(settings, answers, number):
    with HttpServer(*answers) as server, pytest.raises(QQRefused) as refusal:
        ask(settings, server)

    assert refusal.value.code == number


@pytest.mark.parametrize("code", ["", "x" * 257])
def test_code_that_cannot_be_one_is_refused_without_a_call(settings, code):
    with HttpServer(GIVEN) as server, pytest.raises(QQRefused):
        ask(settings, server, code=code)

    assert server.received == []


def known_as(openid, client_id="the-app"):
    return {"client_id": client_id, "openid": openid}


@pytest.mark.parametrize(
    "answers",
    [
        [500],
        [503],
        [302],  # not followed: the secrets would go with it
        [404],
        [None],
        [""],
        ["<html><title>维护中</title>"],
        ["callback( {broken} );"],
        ["{" * 3000 + '"a":' + "}" * 3000],
        ['{"a":' * 1500 + "1" + "}" * 1500],
        [f"access_token={TOKEN}&more=" + "x" * 20_000],
        ["access_token=&expires_in=1"],
        ["access_token=short"],
        ["access_token=" + TOKEN + "%26openid%3Devil"],
        [GIVEN, 500],
        [GIVEN, None],
        [GIVEN, "callback(  );"],
        [GIVEN, known_as(None)],
        [GIVEN, known_as(12345)],
        [GIVEN, known_as([OPENID])],
        [GIVEN, known_as(OPENID.lower())],
        [GIVEN, known_as(OPENID + "\n")],
        [GIVEN, known_as(OPENID[:-1])],
        [GIVEN, known_as("' OR 1=1 --")],
        [GIVEN, known_as(OPENID, client_id="another-app")],
    ],
)
def test_answer_that_makes_no_sense_is_an_outage_and_nobody_is_signed_in_by_it(settings, answers):
    with HttpServer(*answers) as server, pytest.raises(QQUnavailable):
        ask(settings, server)

    assert len(server.received) == len(answers)


@pytest.mark.parametrize("status", [500, 503, 302])
def test_status_that_is_no_answer_is_named(settings, status):
    with HttpServer(status) as server, pytest.raises(QQUnavailable, match=f"^HTTP {status}$"):
        ask(settings, server)


def test_qq_that_cannot_be_reached_is_an_outage(settings):
    settings.QQ_BASE_URL = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(QQUnavailable, match="ConnectionError"):
        ask_openid(code=CODE, redirect_uri=CALLBACK)


def test_qq_that_does_not_answer_in_time_is_an_outage(settings, monkeypatch):
    monkeypatch.setattr(qq, "_READ_TIMEOUT", 0.2)

    with HttpServer(GIVEN, delay=0.6) as server, pytest.raises(QQUnavailable, match="ReadTimeout"):
        ask(settings, server)


def test_qq_that_draws_its_answer_out_is_an_outage(settings, monkeypatch):
    monkeypatch.setattr(qq, "_TOTAL_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        settings.QQ_BASE_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()

        with pytest.raises(QQUnavailable, match="drawn out"):
            ask_openid(code=CODE, redirect_uri=CALLBACK)

        assert time.monotonic() - began < 2
        thread.join()


def drip(listener):
    """Sends a byte every tenth of a second, for ten seconds at most."""
    connection, _address = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(100):
            try:
                connection.sendall(b"x")
            except OSError:
                return
            time.sleep(0.1)


def test_qq_without_a_trusted_certificate_learns_nothing(settings):
    with ImpostorServer(GIVEN) as impostor, pytest.raises(QQUnavailable, match="SSLError"):
        ask(settings, impostor)

    assert impostor.received == []


@pytest.mark.parametrize("answers", [[GIVEN, KNOWN], [REFUSAL], [GIVEN, REFUSAL], [GIVEN, "garbage"], [500], [None]])
def test_secret_token_code_and_openid_are_neither_logged_nor_in_an_error(settings, caplog, capfd, answers):
    told = ""
    with HttpServer(*answers) as server, caplog.at_level(logging.DEBUG):
        try:
            ask(settings, server)
        except (QQRefused, QQUnavailable) as error:
            told = "".join(traceback.format_exception(error))

    said = told + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in (SECRET, TOKEN, CODE, OPENID) if secret in said] == []


def test_unreachable_qq_does_not_get_the_address_with_the_secret_into_the_error(settings):
    settings.QQ_BASE_URL = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(QQUnavailable) as failure:
        ask_openid(code=CODE, redirect_uri=CALLBACK)

    assert SECRET not in "".join(traceback.format_exception(failure.value))
