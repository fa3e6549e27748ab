"""Ways into somebody else's account over QQ, each named after the weakness that it would be."""

import hashlib
import re
from dataclasses import replace

import pytest
from django.test import Client
from itsdangerous import URLSafeTimedSerializer

from oauth import store, tokens
from oauth.models import QQAccount
from oauth.services.binding import bind
from tests.letters import headings
from tests.racing import at_once
from users.models import User
from users.services.signing_in import AccountInactive
from users.tests.factories import PASSWORD, UserFactory
from verifications.purposes import Purpose
from verifications.services import new_captcha_id
from verifications.tests.factories import given_code

from .arriving import (
    MOBILE,
    OPENID,
    arrive,
    at_first_step,
    at_second_step,
    bind_to_own_account,
    come_back,
    finish,
    set_out,
    signed_in_as,
)
from .factories import QQAccountFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["", "guessed", "x" * 32, "é" * 32, "a\0b", "../" * 11, "x" * 5000])
def test_forged_state_signs_nobody_in(client, settings, state):
    QQAccountFactory(openid=OPENID)
    set_out(client)

    response = come_back(client, settings, state=state)

    assert response.status_code == 400
    assert "请重新开始" in response.content.decode()
    assert signed_in_as(client) is None


def test_replayed_state_signs_nobody_in(client, settings):
    QQAccountFactory(openid=OPENID)
    state = set_out(client)
    come_back(client, settings, state=state)
    client.post("/logout/")

    assert come_back(client, settings, state=state).status_code == 400
    assert signed_in_as(client) is None


def test_state_of_another_browser_signs_nobody_in(client, settings):
    """Login CSRF: the attacker's callback address, opened by the victim, would sign the victim in as the attacker."""
    QQAccountFactory(openid=OPENID)
    attackers_state = set_out(Client())
    set_out(client)  # the victim's session may well have been to QQ

    assert come_back(client, settings, state=attackers_state).status_code == 400
    assert signed_in_as(client) is None


def test_state_of_another_browser_is_refused_to_one_without_a_session(client, settings):
    assert come_back(client, settings, state=set_out(Client())).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_race_with_one_state_lets_one_callback_through(client):
    store.keep_journey("s" * 32, store.Journey(browser="b", next_page=""))

    results = at_once(lambda _: store.take_journey("s" * 32), times=8)

    assert [journey.browser for journey in results if journey] == ["b"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_open_redirect_on_next_is_closed(client, settings, target):
    QQAccountFactory(openid=OPENID)

    assert arrive(client, settings, next_page=target)["Location"] == "/"


def test_next_does_not_travel_over_qq(client, settings):
    QQAccountFactory(openid=OPENID)

    there = client.get("/qq/login/", {"next": "/info/"})["Location"]
    back = arrive(client, settings, next_page="/info/")

    assert "info" not in there
    assert back["Location"] == "/info/"


def test_next_of_the_callback_itself_is_ignored(client, settings):
    QQAccountFactory(openid=OPENID)
    state = set_out(client)

    response = come_back(client, settings, state=state + "&next=//evil.example")

    assert response.status_code == 400


def test_replayed_binding_token_binds_nothing(client, settings):
    token = at_second_step(client, settings)
    finish(client, token)
    QQAccount.objects.all().delete()

    response = finish(client, token)

    assert response.status_code == 400
    assert "绑定已失效" in response.content.decode()
    assert not QQAccount.objects.exists()


def test_binding_token_of_another_browser_binds_nothing(client, settings):
    """The attacker's token in the victim's form would let the attacker's QQ into the victim's account."""
    attackers_token = at_first_step(Client(), settings)
    victim = UserFactory(mobile=MOBILE)
    at_second_step(client, settings)

    response = finish(client, attackers_token)

    assert response.status_code == 400
    assert not QQAccount.objects.of(victim).exists()


@pytest.mark.parametrize("token", ["", "forged", "a.b.c", "x" * 5000, "é"])
def test_forged_binding_token_binds_nothing(client, settings, token):
    at_second_step(client, settings)

    assert finish(client, token).status_code == 400
    assert not User.objects.exists()


def test_binding_token_for_another_purpose_binds_nothing(client, settings):
    """Same key, same digest, another salt."""
    claim = tokens.read(at_second_step(client, settings))
    digest = {"digest_method": hashlib.sha256}
    forged = URLSafeTimedSerializer(settings.SECRET_KEY, salt="verifications.captcha", signer_kwargs=digest)

    assert finish(client, forged.dumps(list(claim))).status_code == 400
    assert finish(client, new_captcha_id()).status_code == 400


def test_binding_token_that_is_too_old_binds_nothing(client, settings, monkeypatch):
    token = at_second_step(client, settings)
    monkeypatch.setattr(tokens, "_TOKENS", replace(tokens._TOKENS, seconds=-1))

    assert finish(client, token).status_code == 400
    assert not User.objects.exists()


def test_binding_token_signed_with_a_former_key_still_binds(client, settings):
    token = at_second_step(client, settings)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a-new-key"

    claim = tokens.read(token)

    assert (claim.openid, tokens.signed(claim) == token) == (OPENID, False)


def test_password_step_before_the_mobile_is_proven_binds_nothing(client, settings):
    UserFactory(mobile=MOBILE)
    token = at_first_step(client, settings)

    response = finish(client, token, mobile=MOBILE)

    assert response.status_code == 422
    assert not QQAccount.objects.exists()


def test_sms_code_alone_does_not_bind_to_a_known_account(client, settings):
    """A mobile number changes hands; the account of its former owner must not go with it."""
    UserFactory(mobile=MOBILE)
    token = at_second_step(client, settings)

    response = finish(client, token, present_password="wrong password")

    assert response.status_code == 422
    assert "密码不对，请重新输入" in response.content.decode()
    assert not QQAccount.objects.exists()
    assert finish(client, token).status_code == 302  # a slip costs no new start


def test_sms_code_for_signing_in_binds_nothing(client, settings):
    token = at_first_step(client, settings)
    given_code(Purpose.LOGIN, MOBILE)

    response = client.post("/qq/binding/", {"token": token, "mobile": MOBILE, "sms_code": "123456"})

    assert response.status_code == 422


def test_guessing_passwords_over_binding_shares_the_lockout_of_signing_in(client, settings):
    user = UserFactory(mobile=MOBILE)
    token = at_second_step(client, settings)
    for _ in range(5):
        finish(client, token, present_password="wrong password")

    assert finish(client, token).status_code == 429
    assert client.post("/login/", {"login": user.username, "password": PASSWORD}).status_code == 429
    assert not QQAccount.objects.exists()


def test_inactive_user_is_not_signed_in_by_a_bound_qq(client, settings):
    QQAccountFactory(openid=OPENID, user__is_active=False)

    response = arrive(client, settings)

    assert response.status_code == 422
    assert "这个账号已停用，请联系客服" in response.content.decode()
    assert signed_in_as(client) is None


def test_inactive_user_cannot_bind(client, settings):
    UserFactory(mobile=MOBILE, is_active=False)
    token = at_second_step(client, settings)

    response = finish(client, token)

    assert response.status_code == 422
    assert "这个账号已停用，请联系客服" in response.content.decode()
    assert (signed_in_as(client), QQAccount.objects.exists()) == (None, False)


def test_borrowed_session_binds_no_qq_without_the_password(client, settings):
    client.force_login(UserFactory())

    refused = client.post("/qq/bind/", {"present_password": "wrong password"})
    there = client.get("/qq/login/")

    assert (refused.status_code, there.status_code, there["Location"]) == (422, 302, "/qq/")


def test_one_proof_of_the_password_opens_one_way_to_qq(client, settings):
    client.force_login(UserFactory())
    bind_to_own_account(client, settings)

    assert client.get("/qq/login/")["Location"] == "/qq/"


def test_callback_for_another_person_binds_nothing(client, settings):
    """Somebody else signed in, in this browser, while the first one was at QQ."""
    client.force_login(UserFactory())
    client.post("/qq/bind/", {"present_password": PASSWORD})
    state = set_out(client)
    browser = client.session["oauth_browser"]
    client.force_login(UserFactory())
    session = client.session
    session["oauth_browser"] = browser
    session.save()

    assert come_back(client, settings, state=state).status_code == 400
    assert not QQAccount.objects.exists()


def test_binding_does_not_tell_whether_a_mobile_is_known_before_its_code_proved_it(client, settings):
    token = at_first_step(client, settings)
    form = {"token": token, "mobile": MOBILE, "sms_code": "000000"}

    unknown = client.post("/qq/binding/", form)
    UserFactory(mobile=MOBILE)
    known = client.post("/qq/binding/", form)

    assert (unknown.status_code, known.status_code) == (422, 422)
    assert without_captcha(unknown) == without_captcha(known)


def without_captcha(response):

    return re.sub(r"[\w-]+\.[\w-]+\.[\w-]+|csrfmiddlewaretoken\" value=\"\w+", "", response.content.decode())


def test_binding_token_does_not_come_into_a_session_that_somebody_planted(settings):
    attacker, victim = Client(), Client()
    attacker.get("/qq/login/")
    victim.cookies["sessionid"] = attacker.cookies["sessionid"].value

    at_first_step(victim, settings)

    assert attacker.get("/qq/binding/").status_code == 400
    assert victim.cookies["sessionid"].value != attacker.cookies["sessionid"].value


def test_unbinding_in_the_admin_ends_what_qq_opened(client, admin_client, settings, django_capture_on_commit_callbacks):
    account = QQAccount.objects.create(user=UserFactory(), openid=OPENID)
    arrive(client, settings)
    before = client.get("/info/").status_code

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"/admin/oauth/qqaccount/{account.pk}/delete/", {"post": "yes"})

    assert (before, client.get("/info/").status_code, QQAccount.objects.count()) == (200, 302, 0)


def test_owner_is_told_of_a_new_key_and_of_its_end(client, settings, letters, django_capture_on_commit_callbacks):
    UserFactory(username="carol", email="carol@example.com", verified_email="carol@example.com")
    client.post("/login/", {"login": "carol", "password": PASSWORD})

    with django_capture_on_commit_callbacks(execute=True):
        bind_to_own_account(client, settings)
        client.post("/qq/unbind/", {"present_password": PASSWORD})

    assert headings() == [("carol@example.com", "账号安全提醒")] * 2


def test_qq_is_not_bound_to_somebody_who_was_erased_meanwhile():
    user = UserFactory()
    User.objects.update(is_active=False)

    with pytest.raises(AccountInactive):
        bind(user=user, openid=OPENID)

    assert not QQAccount.objects.exists()
