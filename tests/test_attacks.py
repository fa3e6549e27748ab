"""Attacks on accounts by many tries, counted; bench/attack.py makes them ten thousand against a running server.

Each test is named after the weakness that it closes. Those that need one try stand with the app that they are about.
"""

import random
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as mall_settings
from django.test import Client

from bench.doors import doors
from bench.enumeration import unlike
from bench.forging import forged_reset_tokens, forged_verification_tokens
from bench.visitors import Answer
from celery_tasks.main import app
from users.models import SignIn, User
from users.services import email_addresses, passwords
from users.tests.factories import PASSWORD, UserFactory
from verifications import services
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

pytestmark = pytest.mark.django_db

TRIES = 300
NEW = "a quite different phrase"
MOBILE = "13900000001"
HOME = "203.0.113.1"


@pytest.fixture(autouse=True)
def _many_addresses(settings):
    settings.TRUSTED_PROXY_COUNT = 1


@pytest.fixture
def alice():
    return UserFactory(username="alice", mobile=MOBILE)


def address(number):
    return f"10.0.{number // 200}.{number % 200 + 1}"


def send(client, path, form, *, sender=HOME):
    return client.post(path, form, headers={"X-Forwarded-For": sender})


def statuses(path, forms, *, addresses, client=None):
    """How often each status was answered, and the last one. The forms come from so many addresses in turn."""
    given = [
        send(client or Client(), path, form, sender=address(number % addresses)).status_code
        for number, form in enumerate(forms)
    ]
    return Counter(given), given[-1]


def test_unlimited_guesses_at_one_account_end_after_twenty_even_with_the_right_password(alice):
    guesses = [*(f"wrong {number}" for number in range(TRIES - 1)), PASSWORD]

    counted, last = statuses(
        "/login/", ({"login": "alice", "password": guess} for guess in guesses), addresses=TRIES // 3
    )

    assert (counted, last) == ({422: 20, 429: TRIES - 20}, 429)
    assert not SignIn.objects.exists()


def test_lockout_by_a_stranger_leaves_the_owner_the_code(alice):
    statuses("/login/", [{"login": "alice", "password": "wrong"}] * 25, addresses=25)
    given_code(Purpose.LOGIN, MOBILE)

    by_password = send(Client(), "/login/", {"login": "alice", "password": PASSWORD})
    by_code = send(Client(), "/login/", {"method": "code", "mobile": MOBILE, "sms_code": "123456"})

    assert (by_password.status_code, by_code.status_code) == (429, 302)


def test_spraying_one_password_ends_after_a_hundred_names_from_an_address(alice):
    names = [*(f"name-{number}" for number in range(TRIES - 1)), "alice"]

    counted, last = statuses("/login/", ({"login": name, "password": PASSWORD} for name in names), addresses=2)

    assert (counted, last) == ({422: 200, 429: TRIES - 200}, 429)


@pytest.mark.parametrize(
    ("purpose", "path", "form"),
    [
        (Purpose.LOGIN, "/login/", {"method": "code"}),
        (Purpose.RESET, "/password/reset/", {"method": "mobile"}),
        (
            Purpose.REGISTER,
            "/register/",
            {"username": "mallory", "password": NEW, "password_again": NEW, "terms": "on"},
        ),
    ],
)
def test_unlimited_tries_of_an_sms_code_end_after_five_even_with_the_right_one(purpose, path, form):
    mobile = MOBILE if purpose == Purpose.REGISTER else UserFactory().mobile
    given_code(purpose, mobile, "654321")
    codes = ["000001", "000002", "000003", "000004", "000005", "654321", *(f"{i:06d}" for i in range(6, TRIES))]

    said = Counter()
    for number, code in enumerate(codes):
        answer = send(Client(), path, {**form, "mobile": mobile, "sms_code": code}, sender=address(number))
        said[answer.status_code, "短信验证码不对" in answer.content.decode()] += 1

    assert said == {(422, True): 4, (422, False): TRIES - 4}
    assert not User.objects.filter(username="mallory").exists()
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("purpose", "path", "method"),
    [(Purpose.LOGIN, "/login/", "code"), (Purpose.RESET, "/password/reset/", "mobile")],
)
def test_sms_code_that_was_used_opens_nothing_again(alice, purpose, path, method):
    form = {"method": method, "mobile": MOBILE, "sms_code": given_code(purpose, MOBILE)}

    assert [send(Client(), path, form, sender=address(n)).status_code for n in range(3)] == [302, 422, 422]


def test_captcha_request_leaves_sms_codes_alone(alice):
    given_code(Purpose.LOGIN, MOBILE)
    client = Client()

    forged = [client.get(f"/captcha/{key}.png").status_code for key in (MOBILE, f"login:{MOBILE}", f"sms:{MOBILE}")]
    drawn = client.get(f"/captcha/{services.new_captcha_id()}.png").status_code

    assert (forged, drawn) == ([404, 404, 404], 200)
    assert send(client, "/login/", {"method": "code", "mobile": MOBILE, "sms_code": "123456"}).status_code == 302


@pytest.mark.parametrize(
    ("path", "forge", "made_by", "opened"),
    [
        ("/password/reset/{}/", forged_reset_tokens, passwords, 302),
        ("/email/verify/{}/", forged_verification_tokens, email_addresses, 200),
    ],
)
def test_forged_links_reset_and_verify_nothing(alice, path, forge, made_by, opened):
    tokens = forge(alice, TRIES, random.Random(1))

    answers = Counter(Client().get(path.format(token)).status_code for token in tokens)
    genuine = Client().get(path.format(made_by._token(alice))).status_code

    assert (answers, genuine) == ({410: TRIES}, opened)


def test_password_reset_takes_over_nobody_but_the_owner_of_the_proven_mobile(alice):
    mallory, client = UserFactory(mobile="13900000002"), Client()
    given_code(Purpose.RESET, mallory.mobile)
    hers = {"user": alice.pk, "username": "alice", "mobile": MOBILE, "token": passwords._token(alice)}

    send(client, "/password/reset/", {"method": "mobile", "sms_code": "123456", **hers, "mobile": mallory.mobile})
    send(client, "/password/reset/new/", {"password": NEW, "password_again": NEW, **hers})

    changed = [User.objects.get(pk=user.pk).check_password(NEW) for user in (alice, mallory)]
    assert changed == [False, True]


def test_stolen_session_guesses_the_present_password_twenty_times_at_all_doors_together(alice):
    client = Client()
    send(client, "/login/", {"login": "alice", "password": PASSWORD})
    wanted = {"password": NEW, "password_again": NEW, "email": "thief@example.com"}
    guesses = [{**wanted, "present_password": f"wrong {number}"} for number in range(TRIES // 2)]

    first, _last = statuses("/info/email/", guesses[:12], addresses=100, client=client)
    second, _last = statuses("/info/password/", guesses, addresses=100, client=client)
    right = send(client, "/info/password/", {**wanted, "present_password": PASSWORD})

    assert (first, second, right.status_code) == ({422: 12}, {422: 8, 429: TRIES // 2 - 8}, 429)
    assert (User.objects.get().email, User.objects.get().check_password(PASSWORD)) == ("", True)


def test_sms_for_hundreds_of_mobiles_need_as_many_solved_captchas():
    solved = drawn_captcha("K7PD")
    guesses = [(drawn_captcha("K7PD", address=address(n)), "K7PC") for n in range(TRIES // 3)]
    unasked = [(services.new_captcha_id(), "K7PD")] * (TRIES // 3)
    replayed = [(solved, "K7PD")] * (TRIES // 3)

    counted, _last = statuses(
        "/login/",
        (
            {"send_code": "1", "mobile": f"135{number:08d}", "captcha_id": captcha_id, "captcha": text}
            for number, (captcha_id, text) in enumerate([*guesses, *unasked, *replayed])
        ),
        addresses=100,
    )

    assert (counted, waiting_sms()) == ({200: 1, 422: TRIES - 1}, 1)


def waiting_sms():
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen("sms")


def test_live_reset_token_is_in_no_log_line(alice):
    log = Path(mall_settings.LOG_DIR) / "meiduo.log"
    token = passwords._token(alice)

    refused = Client().post(f"/password/reset/{token}/").status_code  # Django writes such addresses down
    forged = Client().get(f"/password/reset/{token}x/").status_code

    written = log.read_text(encoding="utf-8")
    assert (refused, forged) == (405, 410)
    assert ("/password/reset/<token>/" in written, token in written) == (True, False)


def told_by(door):
    """What the answers at a door tell about who has an account."""
    client = Client()
    answers = {}
    for kind, requests in door.kinds.items():
        given = [send(client, asked.one.path, asked.one.form, sender=asked.one.address) for asked in requests]
        answers[kind] = [
            (asked, Answer(answer.status_code, list(answer.items()), answer.content.decode(), 0.0))
            for asked, answer in zip(requests, given, strict=True)
        ]
    first, *others = answers
    return [unlike(answers[first], answers[kind]) for kind in others]


def test_doors_tell_by_status_headers_and_text_nothing_about_who_has_an_account():
    told = {door.name: told_by(door) for door in doors(3)}

    assert told == {
        "sign in by password": ["", "", ""],
        "ask for a code to login": [""],
        "ask for a code to register": [""],
        "ask for a code to reset": [""],
        "wrong code to login": ["", ""],
        "wrong code to register": ["", ""],
        "wrong code to reset": ["", ""],
        "reset by mail": ["", "", ""],
    }
