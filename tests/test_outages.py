"""Redis really stops, and comes back; so does the SMS provider. Visitors read a sentence, nobody is signed out, nothing
fails for long."""

import time
from contextlib import contextmanager

import pytest
from django.test import Client

from celery_tasks.sms.tasks import send_code
from tests import surroundings
from tests.answering import SENT, HttpServer
from users.tests.factories import PASSWORD, UserFactory
from utils.page_cache import forget_pages
from verifications import sms_store
from verifications.tests.factories import drawn_captcha

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@contextmanager
def redis_away():
    surroundings.redis_server.shut_down_leftover()
    surroundings._child.wait(timeout=10)
    try:
        yield
    finally:
        surroundings._child = surroundings.redis_server.start()
        forget_pages()


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/", "/categories/", "/terms/", "/login/", "/register/", "/no-such-page/"])
def test_pages_for_everybody_are_served_without_redis(client, path):
    with redis_away():
        response = client.get(path)

    assert response.status_code == (404 if "no-such" in path else 200)
    assert "<h1" in response.content.decode()


def test_signed_in_shopper_sees_the_home_page_without_redis(client):
    client.force_login(UserFactory())

    with redis_away():
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/login/", {"login": "Alice", "password": PASSWORD}),
        ("/login/", {"method": "code", "mobile": "13900000001", "sms_code": "123456"}),
        ("/register/", {"send_code": "1", "mobile": "13900000001", "captcha": "K7PD"}),
    ],
)
def test_what_needs_redis_says_to_come_back_later(client, path, form):
    UserFactory(username="Alice")
    form = form | {"captcha_id": drawn_captcha()}

    with redis_away():
        response = client.post(path, form)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "系统暂时忙不过来" in response.content.decode()


def test_redis_blip_signs_nobody_out(client):
    client.force_login(UserFactory(username="alice"))
    with redis_away():
        response = client.get("/info/")

    assert response.status_code == 503
    assert "sessionid" not in response.cookies


def test_mall_works_again_as_soon_as_redis_is_back(client):
    UserFactory(username="Alice")
    with redis_away():
        client.post("/login/", {"login": "Alice", "password": PASSWORD})

    assert client.post("/login/", {"login": "Alice", "password": PASSWORD}).status_code == 302


def test_health_names_the_part_that_is_away(client):
    with redis_away():
        response = client.get("/healthz")

    assert response.status_code == 503
    assert (response.json()["database"], response.json()["redis"]) == ("ok", "away")


def ask_for_code(client, mobile="13900000001"):
    form = {"send_code": "1", "mobile": mobile, "captcha_id": drawn_captcha(), "captcha": "K7PD"}
    return client.post("/register/", form)


def test_shopper_reads_a_sentence_while_no_sms_can_be_sent_and_may_ask_again_after_it(client, settings, monkeypatch):
    monkeypatch.setattr(sms_store, "OPEN_SECONDS", 1)
    with HttpServer(503, 503, 503, 503, 503, SENT) as provider:
        settings.RONGLIAN_BASE_URL = provider.url
        sms = {"mobile": "13900000001", "code": "918273", "purpose": "register"}
        answers = [ask_for_code(client)]
        states = [send_code.apply(kwargs=sms).state]
        answers.append(ask_for_code(client))
        time.sleep(1.1)
        answers.append(ask_for_code(client))
        states.append(send_code.apply(kwargs=sms).state)

    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert "短信暂时发不出去，请稍后再试" in answers[1].content.decode()
    assert states == ["FAILURE", "SUCCESS"]
