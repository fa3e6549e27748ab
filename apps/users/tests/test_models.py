import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.racing import at_once, count_of
from users.models import User

from .factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["alice", "A_b-9", "x" * 20, "12345"])
def test_username_is_accepted(name):
    User(username=name, mobile="13900000001", password="x").full_clean()


@pytest.mark.parametrize(
    "name", ["four", "x" * 21, "alice smith", "爱丽丝爱丽丝", "alice\n", "13912345678", "alice!", "１２３４５"]
)
def test_username_is_refused(name):
    with pytest.raises(ValidationError) as refusal:
        User(username=name, mobile="13900000001", password="x").full_clean()

    assert list(refusal.value.error_dict) == ["username"]


@pytest.mark.parametrize(
    "mobile", ["12900000001", "1390000000", "139000000012", "13900000001\n", "１３９００００００１", "+8613900000001"]
)
def test_mobile_is_refused(mobile):
    with pytest.raises(ValidationError) as refusal:
        User(username="alice", mobile=mobile, password="x").full_clean()

    assert list(refusal.value.error_dict) == ["mobile"]


def test_user_name_in_another_case_is_the_same_name_for_the_database():
    UserFactory(username="Alice")

    with pytest.raises(IntegrityError):
        UserFactory(username="aLICE")


def test_mobile_is_unique_for_the_database():
    UserFactory(mobile="13900000001")

    with pytest.raises(IntegrityError):
        UserFactory(mobile="13900000001")


@pytest.mark.parametrize("login", ["Alice", "alice", "13900000001"])
def test_user_is_found_by_name_in_any_case_or_by_mobile(login):
    user = UserFactory(username="Alice", mobile="13900000001")

    assert User.objects.by_login(login) == user


def test_nobody_is_found_by_a_part_of_a_name():
    UserFactory(username="Alice")

    assert User.objects.by_login("alic") is None


def test_masked_mobile_shows_first_three_and_last_four_digits():
    assert User(mobile="13912345678").masked_mobile == "139****5678"


@pytest.mark.django_db(transaction=True)
def test_race_of_two_registrations_of_one_mobile_leaves_one_user():
    results = at_once(lambda i: UserFactory(username=f"racer-{i}", mobile="13900000001"), times=6)

    assert count_of(results, User) == 1
    assert count_of(results, IntegrityError) == 5
    assert User.objects.filter(mobile="13900000001").count() == 1
