"""Each sign-in is a row of its owner, who ends it wherever it is open."""

import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from celery_tasks.users.tasks import forget_old_sign_ins
from tests.racing import at_once
from users.models import SignIn
from users.services import passwords, sign_ins
from users.services.sign_ins import KEPT_FOR
from utils.sessions import SessionStore

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def alice():
    return UserFactory(username="alice")


def signed_in(username="alice", device=PHONE):
    client = Client(headers={"user-agent": device})
    client.post("/login/", {"login": username, "password": PASSWORD})
    return client


def is_open(client):
    return client.get("/info/").status_code == 200


def test_signing_in_is_noted_with_device_and_way(alice):
    signed_in()

    [sign_in] = SignIn.objects.of(alice)
    assert (sign_in.method, sign_in.device, sign_in.ended_at) == ("password", "Chrome Mobile 120 · Android 13", None)


def test_security_page_lists_what_is_open_and_marks_the_present_device(alice):
    here = signed_in(device="")
    signed_in()
    signed_in().post("/logout/")

    page = here.get("/info/security/").content.decode()

    assert (page.count("当前设备"), page.count("退出该设备"), page.count("Chrome Mobile 120")) == (1, 1, 1)


def test_ending_a_sign_in_closes_that_session_only(alice):
    here, there = signed_in(), signed_in()
    number = SignIn.objects.of(alice).first().pk

    response = here.post(f"/info/sign-ins/{number}/end/")

    assert (response.status_code, response["Location"]) == (302, "/info/security/")
    assert (is_open(here), is_open(there)) == (True, False)
    assert SignIn.objects.get(pk=number).ended_at is not None


def test_ending_all_others_keeps_the_present_session(alice):
    here, there, elsewhere = signed_in(), signed_in(), signed_in()

    here.post("/info/sign-ins/end-others/")

    assert [is_open(client) for client in (here, there, elsewhere)] == [True, False, False]
    assert SignIn.objects.of(alice).open().count() == 1


def test_use_does_not_keep_a_session_alive_longer_than_it_can_be_seen_and_ended(alice, monkeypatch):
    here = signed_in()
    after_13_days = timezone.now() + timedelta(days=13)
    monkeypatch.setattr("time.time", after_13_days.timestamp)

    here.get(f"/password/reset/{passwords._token(alice)}/")  # writes the session

    day = 24 * 3600
    assert 0 < caches["sessions"].ttl(SessionStore.cache_key_prefix + here.session.session_key) <= day


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(5))
def test_session_that_is_written_all_the_time_can_be_ended(alice, round_number):
    there = signed_in()
    [sign_in] = SignIn.objects.of(alice)
    ended = []

    def end_or_write(index):
        if index == 0:
            time.sleep(0.05)
            ended.append(sign_ins.end(user=alice, sign_in_id=sign_in.pk))
        session = SessionStore(there.session.session_key)
        while not ended:
            session["written"] = time.time()
            session.save()

    at_once(end_or_write, times=6)

    assert (ended, is_open(there)) == ([True], False)


def test_sign_in_of_somebody_else_cannot_be_ended(alice):
    UserFactory(username="bobby")
    bob = signed_in("bobby")
    number = SignIn.objects.get(user__username="bobby").pk

    response = signed_in().post(f"/info/sign-ins/{number}/end/")

    assert response.status_code == 404
    assert is_open(bob)


def test_signing_out_is_noted(alice):
    signed_in().post("/logout/")

    assert SignIn.objects.of(alice).get().ended_at is not None


@pytest.mark.parametrize(("path", "count"), [("/info/", 7), ("/info/security/", 3)])
def test_account_pages_cost_as_many_queries_for_three_sign_ins_as_for_one(
    alice, django_assert_num_queries, path, count
):
    here = signed_in()
    with django_assert_num_queries(count):
        here.get(path)
    signed_in(), signed_in()

    with django_assert_num_queries(count):
        here.get(path)


def test_sign_ins_are_forgotten_after_half_a_year(alice):
    signed_in(), signed_in()
    old, new = SignIn.objects.order_by("pk")
    SignIn.objects.filter(pk=old.pk).update(signed_in_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))

    forget_old_sign_ins.apply()

    assert list(SignIn.objects.all()) == [new]
