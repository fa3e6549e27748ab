import pytest

from celery_tasks.main import app
from celery_tasks.sms.tasks import send_code
from tests.answering import SENT, HttpServer
from verifications import services, sms_store, store
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


def asking_again():
    """What becomes of the next request of the same mobile."""
    receipt = store.accept_code(
        captcha_id=drawn_captcha(), captcha="K7PD", purpose="login", mobile=MOBILE, code_hash="", address=ADDRESS
    )
    return receipt.outcome


def test_sent_code_keeps_the_mobile_waiting(settings):
    with HttpServer(SENT) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), asking_again()) == ("SUCCESS", 1, "too_soon")


def test_busy_provider_is_asked_again_until_it_takes_the_code(settings):
    with HttpServer(503, 503, SENT) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), asking_again()) == ("SUCCESS", 3, "too_soon")


def test_code_that_cannot_be_sent_frees_the_mobile_after_the_last_try(settings, monkeypatch):
    monkeypatch.setattr(sms_store, "FAILURES", 6)
    with HttpServer(503) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), asking_again()) == ("FAILURE", 5, "accepted")


def test_provider_that_keeps_failing_is_left_alone_by_the_next_code(settings):
    with HttpServer(503) as provider:
        deliver(settings, provider)
        state = send_code.apply(kwargs={"mobile": "13900000002", "code": "918273", "purpose": "login"}).state

    assert (state, len(provider.received), asking_again()) == ("FAILURE", 5, "breaker")


def test_code_that_waits_for_the_breaker_is_sent_when_the_provider_answers(settings, monkeypatch):
    monkeypatch.setattr(sms_store, "OPEN_SECONDS", 0)
    with HttpServer(503, 503, 503, 503, 503, SENT) as provider:
        states = [deliver(settings, provider)]
        states.append(send_code.apply(kwargs={"mobile": MOBILE, "code": "918273", "purpose": "login"}).state)

    assert (states, sms_store.breaker("ronglian").state) == (["FAILURE", "SUCCESS"], "closed")


def test_refused_code_is_not_tried_again_and_frees_the_mobile(settings):
    with HttpServer({"statusCode": "160040"}) as provider:
        state = deliver(settings, provider)

    assert (state, len(provider.received), asking_again()) == ("FAILURE", 1, "accepted")


def test_code_is_acknowledged_before_it_is_sent_and_expires_with_its_purpose():
    assert (send_code.acks_late, send_code.expires, app.conf.task_acks_late) == (False, 300, True)


@pytest.mark.parametrize("answer", [SENT, 503, {"statusCode": "160040"}])
def test_log_names_neither_code_nor_mobile(settings, caplog, answer):
    caplog.set_level("DEBUG", logger="celery")
    with HttpServer(answer) as provider:
        deliver(settings, provider)

    assert "celery_tasks.sms.tasks.send_code" in caplog.text  # the test sees Celery's lines
    assert [secret for secret in (MOBILE, "918273") if secret in caplog.text] == []
