"""A mobile number changes hands only with codes to both numbers."""

import time

import pytest
from django.test import Client

from tests.racing import at_once
from users.models import User
from users.services import mobiles
from verifications import store as codes
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

from .factories import UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "13900000001", "13900000002"


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice", mobile=OLD)
    client.force_login(user)
    return user


def prove_present(client, **changed):
    return client.post("/info/mobile/", {"sms_code": "123456"} | changed)


def take_new(client, mobile=NEW, code="123456"):
    return client.post("/info/mobile/", {"mobile": mobile, "sms_code": code})


def with_proof(client):
    given_code(Purpose.CHANGE_MOBILE, OLD)
    prove_present(client)
    return client


def test_mobile_changes_with_codes_to_both_numbers(client, alice):
    given_code(Purpose.CHANGE_MOBILE, OLD)
    given_code(Purpose.CHANGE_MOBILE, NEW)

    first, second = prove_present(client), take_new(client)

    assert (first["Location"], second["Location"]) == ("/info/mobile/", "/info/security/")
    assert User.objects.get().mobile == NEW


def test_new_number_without_a_code_to_the_present_one_is_refused(client, alice):
    given_code(Purpose.CHANGE_MOBILE, NEW)

    response = take_new(client)

    assert response.status_code == 422
    assert User.objects.get().mobile == OLD


def test_posted_number_does_not_replace_the_present_one_in_the_first_step(client, alice):
    form = {"send_code": "1", "mobile": NEW, "captcha_id": drawn_captcha(), "captcha": "K7PD"}

    response = client.post("/info/mobile/", form)

    assert "139****0001" in response.content.decode()
    assert codes.take_code(purpose="change_mobile", mobile=NEW, code_hash="x") == "expired"
    assert codes.take_code(purpose="change_mobile", mobile=OLD, code_hash="x") == "wrong"


@pytest.mark.parametrize(
    ("mobile", "code", "sentence"),
    [
        (OLD, "123456", "这就是您现在的手机号"),
        ("13900000003", "123456", "这个手机号已注册"),
        (NEW, "000000", "短信验证码不对"),
        ("12345", "123456", "请输入 11 位中国大陆手机号"),
    ],
)
def test_refused_new_number_changes_nothing(client, alice, mobile, code, sentence):
    UserFactory(mobile="13900000003")
    given_code(Purpose.CHANGE_MOBILE, NEW)
    given_code(Purpose.CHANGE_MOBILE, "13900000003")

    response = take_new(with_proof(client), mobile, code)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert User.objects.get(pk=alice.pk).mobile == OLD


def test_proof_of_the_present_number_ends_after_ten_minutes(client, alice):
    with_proof(client)
    session = client.session
    session["present_mobile_proved"] = {"mobile": OLD, "at": time.time() - mobiles.PROOF_SECONDS}
    session.save()
    given_code(Purpose.CHANGE_MOBILE, NEW)

    assert take_new(client).status_code == 422
    assert User.objects.get().mobile == OLD


def test_proof_holds_for_one_session_only(client, alice):
    with_proof(client)
    other = Client()
    other.force_login(alice)
    given_code(Purpose.CHANGE_MOBILE, NEW)

    assert take_new(other).status_code == 422


def test_proof_is_good_for_one_change(client, alice):
    given_code(Purpose.CHANGE_MOBILE, NEW)
    take_new(with_proof(client))
    given_code(Purpose.CHANGE_MOBILE, "13900000005")

    assert take_new(client, "13900000005").status_code == 422
    assert User.objects.get().mobile == NEW


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_take_one_number_at_once_one_gets_it():
    people = [UserFactory(), UserFactory()]
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        given_code(Purpose.CHANGE_MOBILE, person.mobile)
        prove_present(client)
        clients.append(client)
    given_code(Purpose.CHANGE_MOBILE, NEW)

    statuses = [response.status_code for response in at_once(lambda i: take_new(clients[i]), times=2)]

    assert sorted(statuses) == [302, 422]
    assert User.objects.filter(mobile=NEW).count() == 1
