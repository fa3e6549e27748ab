import base64
import hashlib
import json
import logging
import re
import ssl
import subprocess
import tempfile
import traceback
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.answering import SENT, HttpServer
from tests.servers import free_port
from verifications.sms_gateways import Sent, SmsRefused, SmsUnanswered, SmsUnavailable, gateway, provider, ronglian

MOBILE, CODE, TOKEN = "13900000001", "918273", "the-token"


@pytest.fixture(autouse=True)
def _account(settings):
    settings.RONGLIAN_ACCOUNT_SID = "the-sid"
    settings.RONGLIAN_AUTH_TOKEN = TOKEN
    settings.RONGLIAN_APP_ID = "the-app"
    settings.RONGLIAN_CODE_TEMPLATE = "77"


def send(settings, server):
    settings.RONGLIAN_BASE_URL = server.url
    return gateway().send(MOBILE, "code", [CODE, "5"])


def test_gateway_is_the_one_that_the_settings_name():
    assert (type(gateway()), provider()) == (ronglian.RonglianGateway, "ronglian")


def test_send_returns_the_id_that_the_provider_gave(settings):
    with HttpServer(SENT) as provider:
        assert send(settings, provider) == Sent("sms-1")


def test_send_signs_the_call_as_ronglian_documents_it(settings):
    with HttpServer(SENT) as provider:
        send(settings, provider)

    [request] = provider.received
    address = urlsplit(request.path)
    sid, timestamp = base64.b64decode(request.headers["Authorization"]).decode().split(":")
    assert address.path == "/2013-12-26/Accounts/the-sid/SMS/TemplateSMS"
    signature = hashlib.md5(f"{sid}{TOKEN}{timestamp}".encode()).hexdigest().upper()  # noqa: S324 - their protocol
    assert parse_qs(address.query) == {"sig": [signature]}
    assert sid == "the-sid"
    assert re.fullmatch(r"20\d{12}", timestamp)
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == {"to": MOBILE, "appId": "the-app", "templateId": "77", "datas": [CODE, "5"]}


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        ({"statusCode": "160040", "statusMsg": "too many"}, "160040", SmsRefused),
        ({"statusCode": 112300}, "112300", SmsRefused),
        ({}, "no status", SmsUnanswered),
        ("not JSON", "HTTP 200", SmsUnanswered),
        ("[1, 2]", "HTTP 200", SmsUnanswered),
        (500, "HTTP 500", SmsUnanswered),
        (302, "HTTP 302", SmsUnanswered),
        (None, "RemoteDisconnected", SmsUnanswered),  # after it had read the request: it may have sent the SMS
    ],
)
def test_answer_other_than_success_is_final(settings, answer, code, kind):
    with HttpServer(answer) as provider, pytest.raises(SmsRefused) as refusal:
        send(settings, provider)

    assert (refusal.value.code, type(refusal.value)) == (code, kind)
    assert len(provider.received) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_provider_that_turns_calls_away_may_be_asked_again(settings, status):
    with HttpServer(status) as provider, pytest.raises(SmsUnavailable, match=f"HTTP {status}"):
        send(settings, provider)


def test_provider_that_cannot_be_reached_may_be_asked_again(settings):
    settings.RONGLIAN_BASE_URL = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(SmsUnavailable, match="ConnectionRefusedError"):
        gateway().send(MOBILE, "code", [CODE, "5"])


def test_provider_that_does_not_answer_in_time_is_not_asked_again(settings, monkeypatch):
    monkeypatch.setattr(ronglian, "_ANSWER_TIMEOUT", 0.2)

    with HttpServer(SENT, delay=0.6) as provider, pytest.raises(SmsRefused) as refusal:
        send(settings, provider)

    assert refusal.value.code == "TimeoutError"


class ImpostorServer(HttpServer):
    """Speaks HTTPS with a certificate that nobody vouches for."""

    url = property(lambda self: f"https://127.0.0.1:{self.port}")

    def _make_server(self):
        server = super()._make_server()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
            make += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file.name, "-out", "-"]
            certificate = subprocess.run(make, check=True, capture_output=True).stdout
            Path(file.name).write_bytes(Path(file.name).read_bytes() + certificate)
            context.load_cert_chain(file.name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        return server


def test_provider_without_a_trusted_certificate_learns_nothing(settings):
    with ImpostorServer(SENT) as impostor, pytest.raises(SmsUnavailable, match="SSLCertVerificationError"):
        send(settings, impostor)

    assert impostor.received == []


@pytest.mark.parametrize("answer", [SENT, {"statusCode": "160040"}, 503, None])
def test_token_signature_and_code_are_neither_logged_nor_in_an_error(settings, caplog, capfd, answer):
    told = ""
    with HttpServer(answer) as provider, caplog.at_level(logging.INFO):
        try:
            send(settings, provider)
        except (SmsRefused, SmsUnavailable) as error:
            told = "".join(traceback.format_exception(error))

    signature = parse_qs(urlsplit(provider.received[0].path).query)["sig"][0]
    said = told + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in (TOKEN, signature, CODE, MOBILE) if secret in said] == []
