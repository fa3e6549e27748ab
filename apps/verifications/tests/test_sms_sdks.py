"""The gateways over the packages of Tencent and Alibaba Cloud, each against a server that answers in its words."""

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.answering import HttpServer
from tests.servers import free_port
from verifications.sms_gateways import Sent, SmsRefused, SmsUnanswered, SmsUnavailable, gateway, provider, sdks

ROOT = Path(__file__).parents[3]
MOBILE, CODE, KEY = "13900000001", "918273", "the-secret-key"


def tencent_status(code):
    return {"Response": {"SendStatusSet": [{"Code": code, "SerialNo": "sms-1"}], "RequestId": "r"}}


def tencent_error(code):
    return {"Response": {"Error": {"Code": code, "Message": f"for {MOBILE}"}, "RequestId": "r"}}


def aliyun_status(code):
    return {"Code": code, "Message": f"for {MOBILE}", "BizId": "sms-1", "RequestId": "R"}


class Company(NamedTuple):
    gateway: str
    base_url: str
    success: dict
    busy: object


COMPANIES = {
    "tencent": Company(
        "verifications.sms_gateways.tencent.TencentGateway",
        "TENCENT_SMS_BASE_URL",
        tencent_status("Ok"),
        tencent_error("RequestLimitExceeded.UinLimitExceeded"),
    ),
    "aliyun": Company(
        "verifications.sms_gateways.aliyun.AliyunGateway",
        "ALIYUN_SMS_BASE_URL",
        aliyun_status("OK"),
        (400, aliyun_status("Throttling.User")),
    ),
}


@pytest.fixture(params=COMPANIES)
def company(request, settings):
    settings.TENCENT_SMS_SECRET_KEY = settings.ALIYUN_SMS_ACCESS_KEY_SECRET = KEY
    settings.SMS_GATEWAY = COMPANIES[request.param].gateway
    return COMPANIES[request.param]


@pytest.fixture
def send(company, settings):
    def send(url):
        setattr(settings, company.base_url, url)
        return gateway().send(MOBILE, "code", [CODE, "5"])

    return send


def test_send_returns_the_id_that_the_provider_gave(company, send):
    with HttpServer(company.success) as server:
        assert send(server.url) == Sent("sms-1")

    assert company.gateway.split(".")[2] == provider()


def test_busy_provider_may_be_asked_again(company, send):
    with HttpServer(company.busy) as server, pytest.raises(SmsUnavailable):
        send(server.url)

    assert len(server.received) == 1  # their packages try nothing a second time either


def test_provider_that_cannot_be_reached_may_be_asked_again(send):
    with pytest.raises(SmsUnavailable, match=r"^ConnectionRefusedError$"):
        send(f"http://127.0.0.1:{free_port()}")


def test_provider_without_an_address_may_be_asked_again(send):
    with pytest.raises(SmsUnavailable, match=r"^gaierror$"):
        send("http://provider.invalid")


def test_provider_that_does_not_answer_in_time_is_not_asked_again(company, send, monkeypatch):
    monkeypatch.setattr(sdks, "ANSWER_TIMEOUT", 0.2)

    with HttpServer(company.success, delay=0.8) as server, pytest.raises(SmsUnanswered, match=r"^TimeoutError$"):
        send(server.url)

    assert len(server.received) == 1


@pytest.mark.parametrize("garbage", ["not JSON", "[1, 2]", "{}", {}, 500, 302, None])
def test_answer_that_cannot_be_read_is_final(send, garbage):
    with HttpServer(garbage) as server, pytest.raises(SmsUnanswered):
        send(server.url)

    orders = [request for request in server.received if MOBILE in f"{request.path}{request.body}"]
    assert len(orders) == 1  # a redirection is followed, but without the order


@pytest.mark.parametrize(
    ("name", "answer", "kind", "code"),
    [
        ("tencent", tencent_error("AuthFailure.SignatureFailure"), SmsRefused, "AuthFailure.SignatureFailure"),
        ("tencent", tencent_status("LimitExceeded.PhoneNumberDailyLimit"), SmsRefused, None),
        ("tencent", tencent_error("InternalError.Timeout"), SmsUnanswered, "InternalError.Timeout"),
        ("tencent", tencent_status("InternalError.OtherError"), SmsUnanswered, "InternalError.OtherError"),
        ("tencent", 503, SmsUnanswered, "ServerNetworkError"),
        ("aliyun", aliyun_status("isv.BUSINESS_LIMIT_CONTROL"), SmsRefused, "isv.BUSINESS_LIMIT_CONTROL"),
        ("aliyun", (400, aliyun_status("SignatureDoesNotMatch")), SmsRefused, "SignatureDoesNotMatch"),
        ("aliyun", (503, aliyun_status("ServiceUnavailable")), SmsUnavailable, None),
        ("aliyun", (500, aliyun_status("InternalError")), SmsUnanswered, "HTTP 500"),
        ("aliyun", aliyun_status("isp.SYSTEM_ERROR"), SmsUnanswered, "isp.SYSTEM_ERROR"),
    ],
)
def test_answer_is_taken_for_what_it_means(settings, name, answer, kind, code):
    settings.SMS_GATEWAY = COMPANIES[name].gateway
    with HttpServer(answer) as server:
        setattr(settings, COMPANIES[name].base_url, server.url)
        with pytest.raises(kind) as refusal:
            gateway().send(MOBILE, "code", [CODE, "5"])

    assert type(refusal.value) is kind
    assert code in (None, str(refusal.value))


@pytest.mark.parametrize("answer", ["success", "busy", "not JSON", 500, None])
def test_key_code_and_mobile_are_neither_logged_nor_printed_nor_in_an_error(
    company, send, answer, caplog, capfd, monkeypatch
):
    monkeypatch.setenv("DEBUG", "sdk")  # makes Alibaba's package write whole requests
    told = ""
    with HttpServer(getattr(company, str(answer), answer)) as server, caplog.at_level(logging.DEBUG):
        try:
            send(server.url)
        except (SmsRefused, SmsUnavailable) as error:
            told = "".join(traceback.format_exception(error))

    assert len(server.received) == 1
    said = told + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in (KEY, CODE, MOBILE) if secret in said] == []


@pytest.mark.parametrize("url", ["sms.example.com", "https://sms.example.com/path", "ftp://sms.example.com"])
def test_address_that_the_package_would_misread_is_refused(send, url):
    with pytest.raises(ImproperlyConfigured, match="has to be http:// or https:// with a host and without a path"):
        send(url)


_WITHOUT = """
import sys
for name in ("tencentcloud", "alibabacloud_dysmsapi20170525"):
    sys.modules[name] = None
import django; django.setup()
from django.test import override_settings
from verifications.sms_gateways import gateway
with override_settings(SMS_GATEWAY=sys.argv[1]):
    try:
        gateway()
    except Exception as error:
        print(type(error).__name__, error)
"""

_GREEN = """
import eventlet; eventlet.monkey_patch()
import sys, time, django; django.setup()
from django.test import override_settings
from verifications.sms_gateways import gateway
name, url = sys.argv[1:]
gateways = {"SMS_GATEWAY": name, "TENCENT_SMS_BASE_URL": url, "ALIYUN_SMS_BASE_URL": url}
with override_settings(**gateways):
    gateway()
    began = time.monotonic()
    pool = eventlet.GreenPool(20)
    sent = [job for job in pool.imap(lambda number: gateway().send("13900000001", "code", ["1", "5"]).id, range(20))]
    print(set(sent), len(sent), time.monotonic() - began < 4)
"""


def run(script, *arguments):
    command = [sys.executable, "-W", "ignore", "-c", script, *arguments]
    environment = {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test", "PYTHONPATH": "apps:."}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize("name", COMPANIES)
def test_gateway_without_its_package_says_which_file_installs_it(name):
    said = run(_WITHOUT, COMPANIES[name].gateway)

    assert said.startswith("ImproperlyConfigured SMS_GATEWAY names a provider whose package is not installed")
    assert said.endswith(f"Run: pip install -r requirements-{name}.txt")


@pytest.mark.parametrize("name", COMPANIES)
def test_green_worker_waits_for_twenty_answers_at_once(name):
    with HttpServer(COMPANIES[name].success, delay=0.5) as server:
        said = run(_GREEN, COMPANIES[name].gateway, server.url)

    assert said == "{'sms-1'} 20 True"  # one after the other takes ten seconds
