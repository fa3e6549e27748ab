import pytest

from celery_tasks.main import app
from celery_tasks.sms.tasks import send_code
from tests.answering import SENT, HttpServer
from verifications import services, store
from verifications.purposes import Purpose
from verifications.tests.factories import ADDRESS, drawn_captcha

MOBILE = "13900000001"


def deliver(settings, provider):
    """Asks for a code and lets the task run to its end, retries included. Returns its state."""
    settings.RONGLIAN_BASE_URL = provider.url
    services.send_code(
        purpose=Purpose.LOGIN, mobile=MOBILE, captcha_id=drawn_captcha(), captcha="K7PD", address=ADDRESS
    )
    return send_code.apply(kwargs={"mobile": MOBILE, "code": "918273", "purpose": "login"}).state


def may_ask_again():
    receipt = store.accept_code(
        captcha_id=drawn_captcha(), captcha="K7PD", purpose="login", mobile=MOBILE, code_hash="", address=ADDRESS
    )
    return receipt.outcome == "accepted"


def test_sent_code_keeps_the_mobile_waiting(settings):
    with HttpServer(SENT) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), may_ask_again()) == ("SUCCESS", 1, False)


def test_busy_provider_is_asked_again_until_it_takes_the_code(settings):
    with HttpServer(503, 503, SENT) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), may_ask_again()) == ("SUCCESS", 3, False)


def test_code_that_cannot_be_sent_frees_the_mobile_after_the_last_try(settings):
    with HttpServer(503) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), may_ask_again()) == ("FAILURE", 5, True)


def test_refused_code_is_not_tried_again_and_frees_the_mobile(settings):
    with HttpServer({"statusCode": "160040"}) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), may_ask_again()) == ("FAILURE", 1, True)


def test_code_is_acknowledged_before_it_is_sent_and_expires_with_its_purpose():
    assert (send_code.acks_late, send_code.expires, app.conf.task_acks_late) == (False, 300, True)


@pytest.mark.parametrize("answer", [SENT, 503, {"statusCode": "160040"}])
def test_log_names_neither_code_nor_mobile(settings, caplog, answer):
    caplog.set_level("DEBUG", logger="celery")
    with HttpServer(answer) as provider:
        deliver(settings, provider)

    assert "celery_tasks.sms.tasks.send_code" in caplog.text  # the test sees Celery's lines
    assert [secret for secret in (MOBILE, "918273") if secret in caplog.text] == []
