from contextlib import suppress

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django_redis import get_redis_connection

from tests.racing import at_once, count_of
from users import store
from users.backends import SignInLocked
from users.models import User
from users.services import registering
from verifications.purposes import Purpose
from verifications.services import CodeExpired, CodeWrong
from verifications.tests.factories import given_code

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
MOBILE = "13900000001"


def register(**changed):
    given = {"username": "newcomer", "password": PASSWORD, "mobile": MOBILE, "code": "123456", "address": "203.0.113.9"}
    return registering.register(**given | changed)


def try_password(username, password, *, address="203.0.113.9"):
    return authenticate(RequestFactory().post("/login/", REMOTE_ADDR=address), username=username, password=password)


def test_registering_makes_a_user_whose_password_works():
    given_code(Purpose.REGISTER, MOBILE)

    user = register()

    assert (user.username, user.mobile, user.is_active, user.is_staff) == ("newcomer", MOBILE, True, False)
    assert user.check_password(PASSWORD)


def test_registering_with_a_wrong_code_makes_nobody():
    given_code(Purpose.REGISTER, MOBILE)

    with pytest.raises(CodeWrong):
        register(code="000000")

    assert not User.objects.exists()


def test_registering_with_a_code_for_signing_in_makes_nobody():
    given_code(Purpose.LOGIN, MOBILE)

    with pytest.raises(CodeExpired):
        register()


def test_registering_a_known_mobile_is_refused_only_after_the_code_proved_it():
    UserFactory(mobile=MOBILE)
    with pytest.raises(CodeExpired):
        register()
    given_code(Purpose.REGISTER, MOBILE)

    with pytest.raises(registering.MobileTaken):
        register()


def test_registering_a_taken_name_in_another_case_is_refused():
    UserFactory(username="NewComer")
    given_code(Purpose.REGISTER, MOBILE)

    with pytest.raises(registering.UsernameTaken):
        register()


def test_registering_is_limited_per_address():
    for _ in range(store.REGISTER.limit):
        registering.count_registration(address="203.0.113.9")

    with pytest.raises(registering.RegisteringTooOften):
        registering.count_registration(address="203.0.113.9")


@pytest.mark.django_db(transaction=True)
def test_race_of_two_registrations_with_one_code_makes_one_user():
    given_code(Purpose.REGISTER, MOBILE)

    results = at_once(lambda i: register(username=f"racer-{i}"), times=4)

    assert count_of(results, User) == 1
    assert count_of(results, CodeExpired) == 3
    assert User.objects.count() == 1


@pytest.mark.parametrize("login", ["Alice", "alice", MOBILE])
def test_password_signs_in_by_name_or_mobile(login):
    user = UserFactory(username="Alice", mobile=MOBILE)

    assert try_password(login, PASSWORD) == user


@pytest.mark.parametrize(("login", "password"), [("Alice", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_wrong_password_and_unknown_account_look_the_same(login, password):
    UserFactory(username="Alice")

    assert try_password(login, password) is None


def test_inactive_user_is_refused():
    UserFactory(username="Alice", is_active=False)

    assert try_password("Alice", PASSWORD) is None


@pytest.mark.parametrize("login", ["Alice", "nobody"])
def test_sixth_attempt_from_one_address_is_locked_for_known_and_unknown_accounts_alike(login):
    UserFactory(username="Alice")
    for _ in range(5):
        assert try_password(login, "wrong password") is None

    with pytest.raises(SignInLocked) as refusal:
        try_password(login, PASSWORD)

    assert 0 < refusal.value.wait_seconds <= 900


def test_lock_counts_name_and_mobile_as_one_account():
    UserFactory(username="Alice", mobile=MOBILE)
    for login in ["Alice", MOBILE, "alice", MOBILE, "ALICE"]:
        assert try_password(login, "wrong password") is None

    with pytest.raises(SignInLocked):
        try_password(MOBILE, PASSWORD)


def test_guesses_from_many_addresses_are_locked_after_twenty():
    UserFactory(username="Alice")
    for i in range(20):
        assert try_password("Alice", "wrong password", address=f"198.51.100.{i}") is None

    with pytest.raises(SignInLocked):
        try_password("Alice", PASSWORD, address="192.0.2.1")


def test_one_address_guessing_at_many_accounts_is_locked():
    for i in range(store.ADDRESS.limit):
        assert try_password(f"nobody{i}", "wrong password") is None

    with pytest.raises(SignInLocked):
        try_password("somebody", PASSWORD)


def test_one_address_alone_cannot_lock_the_owner_out():
    user = UserFactory(username="Alice")
    for _ in range(30):
        with suppress(SignInLocked):
            try_password("Alice", "wrong password", address="198.51.100.1")

    assert try_password("Alice", PASSWORD, address="192.0.2.1") == user


def test_number_of_a_row_is_no_name_for_its_account():
    user = UserFactory(username="Alice")
    for _ in range(6):
        with suppress(SignInLocked):
            try_password(str(user.pk), "wrong password")

    assert try_password("Alice", PASSWORD) == user


def test_window_that_ends_during_the_check_leaves_no_counter_for_ever():
    store.forget_attempts(account="id:1", address="203.0.113.9")

    assert get_redis_connection("codes").keys("*") == []


@pytest.mark.parametrize("login", ["Älice", "Ａlice", "Alice\u200b", " Alice", "1390000000１", "", "%", "x" * 500])
def test_text_that_is_neither_name_nor_mobile_finds_nobody(login):
    UserFactory(username="Alice", mobile="13900000001")

    assert User.objects.by_login(login) is None


def test_right_password_forgets_the_wrong_attempts():
    UserFactory(username="Alice")
    for _ in range(3):
        for _ in range(4):
            assert try_password("Alice", "wrong password") is None
        assert try_password("Alice", PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_race_of_guesses_looks_at_no_more_than_five_passwords():
    UserFactory(username="Alice")

    results = at_once(lambda i: try_password("Alice", "wrong password"), times=12)

    assert results.count(None) == 5
    assert count_of(results, SignInLocked) == 7
