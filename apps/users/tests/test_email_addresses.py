"""A mail address is typed, proved by a link, replaced."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.letters import headings, link_in_newest
from tests.racing import at_once, count_of
from users.models import User
from users.services import email_addresses

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "Alice@Example.com"


@pytest.fixture
def alice(client, letters):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def type_address(client, email=ADDRESS, password=PASSWORD):
    return client.post("/info/email/", {"email": email, "present_password": password})


def address_of(user):
    user = User.objects.get(pk=user.pk)
    return (user.email, user.verified_email)


def forget_limits():
    from django_redis import get_redis_connection

    get_redis_connection("codes").flushdb()


def test_typed_address_is_not_proved_until_the_link_is_used(client, alice):
    response = type_address(client)
    before = address_of(alice)
    stranger = Client()
    asked = stranger.get(link_in_newest())
    unchanged = address_of(alice)
    stranger.post(link_in_newest())

    assert (response.status_code, response["Location"]) == (302, "/info/security/")
    assert headings() == [(ADDRESS, "验证您的邮箱")]
    assert before == unchanged == (ADDRESS, None)
    assert (asked.status_code, "确认验证" in asked.content.decode()) == (200, True)
    assert address_of(alice) == (ADDRESS, "alice@example.com")


def test_used_link_says_that_all_is_done(client, alice):
    type_address(client)
    link = link_in_newest()
    client.post(link)
    proved = address_of(alice)

    again = client.post(link, follow=True)

    assert (again.status_code, "已验证。" in again.content.decode()) == (200, True)
    assert address_of(alice) == proved


@pytest.mark.parametrize(
    ("email", "password", "status"),
    [
        ("no address", PASSWORD, 422),
        ("älice@example.com", PASSWORD, 422),
        ("alice@bücher.example", PASSWORD, 422),
        ("a" * 250 + "@example.com", PASSWORD, 422),
        ("a\0b@example.com", PASSWORD, 422),
        ("", PASSWORD, 422),
        (ADDRESS, "wrong", 422),
    ],
)
def test_bad_address_or_password_sets_nothing(client, alice, letters, email, password, status):
    response = type_address(client, email, password)

    assert response.status_code == status
    assert (address_of(alice), letters) == (("", None), [])


@pytest.mark.parametrize(
    "email",
    [
        "=?utf-8?q?victim?=@example.com",  # goes to victim@example.com
        "=?utf-8?q?victim=40example.com=0d=0aDATA?=@example.com",  # breaks the task that sends it
        '"victim"@example.com',  # goes to victim@example.com
        '"a\x01b"@example.com',
        "victim@[127.0.0.1]",
    ],
)
def test_address_that_mail_programs_read_as_another_one_is_refused(client, alice, letters, email):
    reset = Client().post("/password/reset/", {"method": "email", "email": email})

    assert (type_address(client, email).status_code, reset.status_code) == (422, 422)
    assert (address_of(alice), letters) == (("", None), [])


def test_stale_verification_link_proves_nothing(client, alice):
    type_address(client, "old@example.com")
    stale = link_in_newest()
    forget_limits()
    type_address(client, "new@example.com")

    response = client.post(stale)

    assert (response.status_code, "已经失效" in response.content.decode()) == (410, True)
    assert address_of(alice) == ("new@example.com", None)


def test_link_of_an_address_that_was_typed_anew_proves_nothing(client, alice):
    type_address(client)
    first = link_in_newest()
    for email in ("other@example.com", ADDRESS):
        forget_limits()
        type_address(client, email)

    assert client.post(first).status_code == 410
    assert address_of(alice) == (ADDRESS, None)


def test_changing_the_address_unproves_it_and_tells_the_former_one(client, alice, django_capture_on_commit_callbacks):
    type_address(client)
    client.post(link_in_newest())
    forget_limits()

    with django_capture_on_commit_callbacks(execute=True):
        type_address(client, "new@example.com")

    assert address_of(alice) == ("new@example.com", None)
    assert ("alice@example.com", "账号安全提醒") in headings()


def test_link_older_than_a_day_is_refused(client, alice, monkeypatch):
    type_address(client)
    link = link_in_newest()
    tomorrow = timezone.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr("itsdangerous.timed.time.time", tomorrow.timestamp)

    response = client.post(link)

    assert (response.status_code, "已经过期" in response.content.decode()) == (410, True)
    assert address_of(alice) == (ADDRESS, None)


def test_verified_address_has_one_owner(client, alice):
    UserFactory(email="alice@example.com", verified_email="alice@example.com")
    typed = type_address(client)

    response = client.post(link_in_newest())

    assert (typed.status_code, response.status_code) == (302, 409)  # typing it tells nobody that it is taken
    assert address_of(alice) == (ADDRESS, None)


def test_letters_are_limited_and_can_be_sent_again_later(client, alice, letters):
    type_address(client)
    too_soon = client.post("/info/email/resend/", follow=True)
    forget_limits()
    client.post("/info/email/resend/")

    assert "发得太频繁" in too_soon.content.decode()
    assert len(letters) == 2


def test_link_of_a_closed_account_proves_nothing(client, alice):
    type_address(client)
    User.objects.update(is_active=False)

    assert Client().post(link_in_newest()).status_code == 410
    assert address_of(alice) == (ADDRESS, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_prove_one_address_at_once_one_gets_it():
    people = [UserFactory(email="shared@example.com", email_set_at=timezone.now()) for _ in range(2)]
    tokens = [email_addresses._token(User.objects.get(pk=person.pk)) for person in people]

    results = at_once(lambda i: email_addresses.verify_email(token=tokens[i]), times=2)

    assert count_of(results, User) == count_of(results, email_addresses.AddressVerifiedByAnother) == 1
    assert User.objects.filter(verified_email="shared@example.com").count() == 1
