"""The stand-ins of Tencent and Alibaba Cloud: asked by their real packages over real HTTP, and by callers who got
something wrong."""

import json
import logging

import pytest

from sandbox import special_mobiles, store
from tests.answering import HttpServer
from verifications.sms_gateways import SmsRefused, SmsUnanswered, SmsUnavailable, gateway, sdks

GATEWAYS = {
    "tencent": "verifications.sms_gateways.tencent.TencentGateway",
    "aliyun": "verifications.sms_gateways.aliyun.AliyunGateway",
}


def use(settings, server, name):
    settings.SMS_GATEWAY = GATEWAYS[name]
    settings.TENCENT_SMS_BASE_URL = settings.ALIYUN_SMS_BASE_URL = server.url


@pytest.fixture(params=GATEWAYS)
def send(request, live_server, settings):
    use(settings, live_server, request.param)
    return lambda mobile="13900000001": gateway().send(mobile, "code", ["918273", "5"])


def test_sms_of_the_real_package_is_in_the_inbox(send):
    sent = send()

    [message] = store.messages()
    assert (message.kind, message.to, message.code) == ("sms", "13900000001", "918273")
    assert message.text == "【美多商城】验证码 918273，5 分钟内有效。请勿告诉他人。"
    assert len(sent.id) > 10


def test_mobile_that_is_refused(send):
    with pytest.raises(SmsRefused) as refusal:
        send(special_mobiles.REFUSED)

    assert refusal.value.code in ("LimitExceeded.PhoneNumberDailyLimit", "isv.BUSINESS_LIMIT_CONTROL")
    assert store.messages() == []


def test_mobile_whose_provider_is_busy(send):
    with pytest.raises(SmsUnavailable, match=r"^(RequestLimitExceeded|Throttling\.User)$"):
        send(special_mobiles.BUSY)


def test_mobile_whose_provider_recovers_at_the_third_try(send):
    for _ in range(2):
        with pytest.raises(SmsUnavailable):
            send(special_mobiles.RECOVERING)

    send(special_mobiles.RECOVERING)

    assert [message.to for message in store.messages()] == [special_mobiles.RECOVERING]


def test_mobile_whose_provider_is_too_slow(send, monkeypatch):
    monkeypatch.setattr(special_mobiles, "_SLOW_SECONDS", 1)
    monkeypatch.setattr(sdks, "ANSWER_TIMEOUT", 0.3)

    with pytest.raises(SmsUnanswered):
        send(special_mobiles.SLOW)

    assert [message.to for message in store.messages()] == [special_mobiles.SLOW]


@pytest.fixture
def signed_call(settings):
    """A call as the real package signs it, caught on its way."""

    def signed_call(name):
        with HttpServer({}) as server:
            use(settings, server, name)
            with pytest.raises(SmsUnanswered):
                gateway().send("13900000001", "code", ["918273", "5"])
        return server.received[0]

    return signed_call


_NOT_PASSED_ON = {"Content-Type", "Content-Length", "Accept-Encoding"}


def pass_on(client, call, *, path=None, body=None, **headers):
    """The stand-in's answer to the call, with something else in it."""
    given = {name: value for name, value in call.headers.items() if name not in _NOT_PASSED_ON}
    return client.post(
        path or call.path,
        call.body if body is None else body,
        content_type=call.headers.get("Content-Type", ""),
        headers=given | {name.replace("_", "-"): value for name, value in headers.items()},
    )


def code_of(response):
    """The code wherever their answers have it."""
    content = response.json().get("Response", response.json())
    status = content.get("SendStatusSet", [content])[0]
    return status.get("Error", status)["Code"]


@pytest.mark.parametrize(("name", "code"), [("tencent", "Ok"), ("aliyun", "OK")])
def test_call_as_it_was_signed_is_taken(client, signed_call, name, code):
    response = pass_on(client, signed_call(name))

    assert (response.status_code, code_of(response), len(store.messages())) == (200, code, 1)


@pytest.mark.parametrize(
    ("name", "setting", "status", "code"),
    [
        ("tencent", "TENCENT_SMS_SECRET_KEY", 200, "AuthFailure.SignatureFailure"),
        ("tencent", "TENCENT_SMS_SECRET_ID", 200, "AuthFailure.SecretIdNotFound"),
        ("tencent", "TENCENT_SMS_APP_ID", 200, "InvalidParameterValue.SdkAppIdNotExist"),
        ("tencent", "TENCENT_SMS_SIGN_NAME", 200, "FailedOperation.SignatureIncorrectOrUnapproved"),
        ("tencent", "TENCENT_SMS_CODE_TEMPLATE", 200, "FailedOperation.TemplateIncorrectOrUnapproved"),
        ("aliyun", "ALIYUN_SMS_ACCESS_KEY_SECRET", 400, "SignatureDoesNotMatch"),
        ("aliyun", "ALIYUN_SMS_ACCESS_KEY_ID", 404, "InvalidAccessKeyId.NotFound"),
        ("aliyun", "ALIYUN_SMS_SIGN_NAME", 200, "isv.SMS_SIGNATURE_ILLEGAL"),
        ("aliyun", "ALIYUN_SMS_CODE_TEMPLATE", 200, "isv.SMS_TEMPLATE_ILLEGAL"),
    ],
)
def test_account_that_differs_from_the_call_refuses_it(client, settings, signed_call, name, setting, status, code):
    call = signed_call(name)
    setattr(settings, setting, "another")

    response = pass_on(client, call)

    assert (response.status_code, code_of(response), store.messages()) == (status, code, [])


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("tencent", {"X_TC_Action": "PullSmsSendStatus"}, "InvalidAction"),
        ("tencent", {"X_TC_Version": "2019-07-11"}, "NoSuchVersion"),
        ("tencent", {"X_TC_Region": ""}, "MissingParameter"),
        ("tencent", {"Authorization": ""}, "AuthFailure.InvalidAuthorization"),
        ("tencent", {"X_TC_Timestamp": "1700000000"}, "AuthFailure.SignatureExpire"),
        ("tencent", {"X_TC_Timestamp": "soon"}, "AuthFailure.SignatureExpire"),
        ("tencent", {"body": json.dumps({"PhoneNumberSet": ["+8613900000002"]})}, "AuthFailure.SignatureFailure"),
        ("aliyun", {"x_acs_action": "QuerySendDetails"}, "InvalidAction.NotFound"),
        ("aliyun", {"x_acs_version": "2016-01-01"}, "InvalidVersion"),
        ("aliyun", {"Authorization": ""}, "IncompleteSignature"),
        ("aliyun", {"x_acs_date": "2020-01-01T00:00:00Z"}, "InvalidTimeStamp.Expired"),
        ("aliyun", {"x_acs_date": "soon"}, "InvalidTimeStamp.Expired"),
        ("aliyun", {"x_acs_signature_nonce": "another"}, "SignatureDoesNotMatch"),
        ("aliyun", {"path": "/?PhoneNumbers=13900000002"}, "SignatureDoesNotMatch"),
        ("aliyun", {"body": "another"}, "SignatureDoesNotMatch"),
    ],
)
def test_call_that_was_changed_on_its_way_is_refused(client, signed_call, name, changed, code):
    response = pass_on(client, signed_call(name), **changed)

    assert (code_of(response), store.messages()) == (code, [])


@pytest.mark.parametrize("name", GATEWAYS)
def test_order_that_the_provider_cannot_send_is_refused(live_server, settings, name):
    use(settings, live_server, name)

    with pytest.raises(SmsRefused):
        gateway().send("1390000", "code", ["918273", "5"] if name == "aliyun" else ["918273"])

    assert store.messages() == []


def test_home_page_is_not_a_door_for_anything_else(client):
    assert client.post("/").status_code == 405


def test_log_of_the_development_server_has_no_code(caplog):
    line = "POST /?PhoneNumbers=1&TemplateParam=%7B%22code%22%3A+%22918273%22%7D HTTP/1.1"

    logging.getLogger("django.server").info('"%s" %s %s', line, "200", "114")

    assert caplog.messages == ['"POST /?PhoneNumbers=1&TemplateParam=<code> HTTP/1.1" 200 114']
