"""Changing a password, and setting a new one after proving who one is in another way."""

import pytest
from django.test import Client

from tests.letters import headings, link_in_newest
from tests.racing import at_once
from users import store
from users.models import SignIn, User
from users.services import email_addresses, passwords
from verifications.purposes import Purpose
from verifications.tests.factories import given_code

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "a quite different phrase"
MOBILE = "13900000001"


@pytest.fixture
def alice():
    return UserFactory(username="alice", mobile=MOBILE, email="Alice@Example.com", verified_email="alice@example.com")


def signed_in(password=PASSWORD):
    client = Client()
    client.post("/login/", {"login": "alice", "password": password})
    return client


def is_open(client):
    return client.get("/info/").status_code == 200


def change(client, **changed):
    form = {"present_password": PASSWORD, "password": NEW, "password_again": NEW}
    return client.post("/info/password/", form | changed)


def reset_by_mobile(client, mobile=MOBILE, code="123456"):
    return client.post("/password/reset/", {"method": "mobile", "mobile": mobile, "sms_code": code})


def set_new(client, password=NEW):
    return client.post("/password/reset/new/", {"password": password, "password_again": password})


def test_changing_the_password_keeps_this_session_and_ends_the_others(alice):
    here, there = signed_in(), signed_in()

    response = change(here)

    assert (response.status_code, response["Location"]) == (302, "/info/security/")
    assert (is_open(here), is_open(there)) == (True, False)
    assert (is_open(signed_in(PASSWORD)), is_open(signed_in(NEW))) == (False, True)
    assert "当前设备" in here.get("/info/security/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"present_password": "wrong"}, "present_password", "密码不对，请重新输入"),
        ({"present_password": ""}, "present_password", "请输入密码"),
        ({"password": "12345678", "password_again": "12345678"}, "password", "密码不能全部是数字"),
        ({"password": "short", "password_again": "short"}, "password", "密码太短，至少要 8 个字符。"),
        ({"password": "alice-12", "password_again": "alice-12"}, "password", "太相似了"),
        ({"password_again": "another one"}, "password_again", "两次输入的密码不一致"),
    ],
)
def test_bad_change_says_what_is_wrong_and_changes_nothing(alice, changed, field, sentence):
    response = change(signed_in(), **changed)

    assert response.status_code == 422
    assert f'id="id_{field}"' in response.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_guessing_the_present_password_is_locked_like_signing_in(alice):
    client = signed_in()
    statuses = [change(client, present_password=f"wrong {i}").status_code for i in range(store.PAIR.limit)]

    assert statuses == [422] * store.PAIR.limit
    assert change(client).status_code == 429
    assert User.objects.get().check_password(PASSWORD)


def test_owner_is_told_of_the_change_at_the_verified_address(alice, letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(signed_in())

    assert headings() == [("alice@example.com", "账号安全提醒")]


def test_reset_by_code_sets_the_password_and_ends_every_session(alice):
    open_session, client = signed_in(), Client()
    given_code(Purpose.RESET, MOBILE)

    proved, changed = reset_by_mobile(client), set_new(client)

    assert (proved["Location"], changed["Location"]) == ("/password/reset/new/", "/login/")
    assert (is_open(open_session), is_open(signed_in(NEW))) == (False, True)
    assert SignIn.objects.of(alice).open().count() == 1


def test_reset_opens_a_locked_sign_in_again(alice):
    for _attempt in range(store.PAIR.limit):
        signed_in("wrong")
    client = Client()
    given_code(Purpose.RESET, MOBILE)
    reset_by_mobile(client)
    set_new(client)

    assert is_open(signed_in(NEW))


@pytest.mark.parametrize("purpose", [Purpose.LOGIN, Purpose.REGISTER, Purpose.CHANGE_MOBILE, Purpose.BIND])
def test_code_of_another_purpose_resets_nothing(alice, purpose):
    given_code(purpose, MOBILE)

    assert reset_by_mobile(Client()).status_code == 422


def test_reset_for_a_mobile_that_nobody_has_is_told_to_its_owner_only():
    unproved = reset_by_mobile(Client(), "13900000009")
    given_code(Purpose.RESET, "13900000009")
    proved = reset_by_mobile(Client(), "13900000009")

    assert "短信验证码已失效" in unproved.content.decode()
    assert "这个手机号还没有注册" in proved.content.decode()


def test_reset_of_a_closed_account_is_refused(alice):
    User.objects.update(is_active=False)
    given_code(Purpose.RESET, MOBILE)

    response = reset_by_mobile(Client())

    assert (response.status_code, "这个账号已停用" in response.content.decode()) == (422, True)


def test_reset_by_mail_goes_to_the_address_as_it_was_verified(alice, letters):
    client = Client()

    answer = client.post("/password/reset/", {"method": "email", "email": "ALICE@example.com"})
    opened = client.get(link_in_newest())
    set_new(client)

    assert (answer["Location"], opened["Location"]) == ("/password/reset/sent/", "/password/reset/new/")
    assert headings()[0] == ("alice@example.com", "重置密码")
    assert User.objects.get().check_password(NEW)


def test_reset_link_for_nobody_gets_the_same_answer_and_no_letter(alice, letters):
    UserFactory(email="typed@example.com")
    known, unknown, unproved = (
        Client().post("/password/reset/", {"method": "email", "email": email})
        for email in ("alice@example.com", "nobody@example.com", "typed@example.com")
    )

    assert len({(answer.status_code, answer["Location"], answer.content) for answer in (known, unknown, unproved)}) == 1
    assert [to for to, _subject in headings()] == ["alice@example.com"]


def test_links_for_one_address_are_limited_known_or_not(alice, letters):
    for email in ("alice@example.com", "nobody@example.com"):
        statuses = [
            Client().post("/password/reset/", {"method": "email", "email": email}).status_code
            for _ in range(store.RESET_LINK_TO.limit + 1)
        ]
        assert statuses == [302] * store.RESET_LINK_TO.limit + [429]


def token_of(user):
    return passwords._token(User.objects.get(pk=user.pk))


def test_reset_token_works_once(alice):
    token = token_of(alice)
    passwords.reset_password(token=token, new_password=NEW, address="203.0.113.9")

    with pytest.raises(passwords.ResetTokenUseless):
        passwords.reset_password(token=token, new_password="an attacker's phrase", address="203.0.113.9")

    assert User.objects.get().check_password(NEW)


def test_reset_token_dies_with_any_change_of_the_password(alice):
    first, second = Client(), Client()
    first.get(f"/password/reset/{token_of(alice)}/")
    second.get(f"/password/reset/{token_of(alice)}/")
    set_new(first)

    late = set_new(second, "an attacker's phrase")

    assert late.status_code == 410
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize("changed", [{"mobile": "13900000002"}, {"verified_email": None}])
def test_reset_token_dies_when_what_it_was_sent_to_is_no_longer_the_persons(alice, changed):
    token = token_of(alice)
    User.objects.filter(pk=alice.pk).update(**changed)

    assert Client().get(f"/password/reset/{token}/").status_code == 410


def set_out_for_qq(client):
    client.get("/qq/login/")


def sign_in_as_mallory(client):
    UserFactory(username="mallory")
    client.post("/login/", {"login": "mallory", "password": PASSWORD})


@pytest.mark.parametrize("open_session", [set_out_for_qq, sign_in_as_mallory])
def test_reset_token_is_not_kept_in_a_session_that_a_stranger_planted(alice, settings, open_session):
    mallory, victim = Client(), Client()
    open_session(mallory)
    victim.cookies[settings.SESSION_COOKIE_NAME] = mallory.cookies[settings.SESSION_COOKIE_NAME].value

    victim.get(f"/password/reset/{token_of(alice)}/")

    assert mallory.get("/password/reset/new/").status_code == 410
    assert victim.get("/password/reset/new/").status_code == 200


def test_session_that_moved_for_a_reset_is_still_listed_and_can_be_ended(alice):
    here, there = signed_in(), signed_in()
    there.get(f"/password/reset/{token_of(alice)}/")

    here.post("/info/sign-ins/end-others/")

    assert is_open(there) is False


@pytest.mark.parametrize("forge", [lambda t: t[:-2] + "xx", lambda t: "x", lambda t: "A" + t, lambda t: t.upper()])
def test_forged_reset_token_is_useless(alice, forge):
    response = Client().get(f"/password/reset/{forge(token_of(alice))}/")

    assert (response.status_code, "链接已失效" in response.content.decode()) == (410, True)


def test_token_of_another_purpose_resets_nothing(alice):
    token = email_addresses._token(User.objects.get())

    assert Client().get(f"/password/reset/{token}/").status_code == 410


def test_reset_page_without_a_token_is_useless():
    assert (Client().get("/password/reset/new/").status_code, set_new(Client()).status_code) == (410, 410)


@pytest.mark.django_db(transaction=True)
def test_of_two_resets_with_one_token_at_once_one_wins(alice):
    token = token_of(alice)
    phrases = [f"the new phrase number {i}" for i in range(4)]

    results = at_once(
        lambda i: passwords.reset_password(token=token, new_password=phrases[i], address="203.0.113.9"), times=4
    )

    winner = results.index(None)
    assert [type(result) for result in results].count(passwords.ResetTokenUseless) == 3
    assert User.objects.get().check_password(phrases[winner])


@pytest.mark.parametrize(
    ("path", "count"), [("/password/reset/", 0), ("/password/reset/?method=email", 0), ("/password/reset/sent/", 0)]
)
def test_reset_pages_cost_no_query(client, django_assert_num_queries, path, count):
    with django_assert_num_queries(count):
        client.get(path)
