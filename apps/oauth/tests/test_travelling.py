import logging

import pytest
from django.test import Client

from oauth import store
from oauth.models import QQAccount
from oauth.services.travelling import set_out as set_out_to
from users.models import SignIn
from users.tests.factories import PASSWORD, UserFactory
from utils.logs import MaskingFormatter

from .arriving import GIVEN, OPENID, arrive, at_first_step, come_back, set_out, signed_in_as
from .factories import QQAccountFactory

pytestmark = pytest.mark.django_db


def test_bound_person_is_signed_in_and_the_sign_in_is_noted(client, settings):
    account = QQAccountFactory(openid=OPENID)

    response = arrive(client, settings)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(client) == str(account.user_id)
    assert [sign_in.method for sign_in in SignIn.objects.of(account.user)] == ["qq"]
    assert client.session.get_expire_at_browser_close()


def test_bound_person_goes_on_to_the_page_that_asked(client, settings):
    QQAccountFactory(openid=OPENID)

    assert arrive(client, settings, next_page="/info/?tab=1")["Location"] == "/info/?tab=1"


def test_callback_of_a_bound_person_costs_three_queries(client, settings, django_assert_num_queries):
    QQAccountFactory(openid=OPENID)
    state = set_out(client)

    with django_assert_num_queries(3):  # the account with its person; last_login; the row of the sign-in
        come_back(client, settings, state=state)


def test_unbound_qq_leads_to_the_binding_page(client, settings):
    response = arrive(client, settings)

    assert (response.status_code, response["Location"]) == (302, "/qq/binding/")
    assert signed_in_as(client) is None


def test_session_made_for_the_way_over_qq_ends_after_half_an_hour(client):
    set_out(client)

    assert client.session.get_expiry_age() == 30 * 60


def test_several_tabs_of_one_browser_may_be_at_qq_at_once(client, settings):
    QQAccountFactory(openid=OPENID)
    first, second = set_out(client, next_page="/info/"), set_out(client)

    assert come_back(client, settings, state=second)["Location"] == "/"
    assert come_back(client, settings, state=first)["Location"] == "/info/"


def test_refusing_at_qq_leads_back_to_the_sign_in_page_which_keeps_next(client):
    state = set_out(client, next_page="/info/")

    response = client.get("/oauth_callback/", {"usercancel": "1", "state": state})

    assert (response.status_code, response["Location"]) == (302, "/login/?next=%2Finfo%2F")
    assert "已取消 QQ 授权。" in client.get(response["Location"]).content.decode()


def test_refusal_of_qq_is_said_and_offers_two_ways_on(client, settings):
    state = set_out(client, next_page="/info/")

    response = come_back(client, settings, {"error": 100020, "error_description": "code is reused"}, state=state)

    assert response.status_code == 422
    page = response.content.decode()
    assert "QQ 没有确认这次授权" in page
    assert 'href="/qq/login/?next=%2Finfo%2F"' in page
    assert 'href="/login/?next=%2Finfo%2F"' in page


@pytest.mark.parametrize("answer", [500, None, "garbage"])
def test_outage_of_qq_is_said_and_offers_two_ways_on(client, settings, answer):
    state = set_out(client, next_page="/info/")

    response = come_back(client, settings, answer, state=state)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    page = response.content.decode()
    assert "QQ 暂时没有应答" in page
    assert 'href="/qq/login/?next=%2Finfo%2F"' in page
    assert 'href="/login/?next=%2Finfo%2F"' in page


def test_way_to_qq_is_limited_per_address(client):
    for _ in range(store.DEPARTURES.limit):
        assert client.get("/qq/login/", REMOTE_ADDR="203.0.113.9").status_code == 302

    refused = Client().get("/qq/login/", REMOTE_ADDR="203.0.113.9")
    elsewhere = Client().get("/qq/login/", REMOTE_ADDR="203.0.113.10")

    assert (refused.status_code, elsewhere.status_code) == (429, 302)
    assert 0 < int(refused["Retry-After"]) <= store.DEPARTURES.seconds
    assert "sessionid" not in refused.cookies


def test_signed_in_person_who_has_proven_nothing_does_not_leave_for_qq(client):
    client.force_login(UserFactory())

    assert client.get("/qq/login/")["Location"] == "/qq/"


@pytest.mark.parametrize("path", ["/qq/login/", "/oauth_callback/?state=x", "/qq/binding/"])
def test_mall_without_a_client_id_has_no_qq(client, settings, path):
    settings.QQ_CLIENT_ID = ""

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/qq/", "/qq/bind/"])
def test_mall_without_a_client_id_has_no_qq_for_signed_in_people_either(client, settings, path):
    settings.QQ_CLIENT_ID = ""
    client.force_login(UserFactory())

    assert (client.get if path == "/qq/" else client.post)(path).status_code == 404


def test_mall_that_left_qq_still_lets_people_unbind(client, settings):
    settings.QQ_CLIENT_ID = ""
    client.force_login(QQAccountFactory().user)

    shown = client.get("/qq/").content.decode()
    response = client.post("/qq/unbind/", {"present_password": PASSWORD})

    assert ("解除绑定" in shown, QQAccount.objects.exists()) == (True, False)
    assert (response["Location"], client.get("/qq/").status_code) == ("/info/security/", 404)


@pytest.mark.parametrize("page", ["/login/", "/login/?method=code", "/register/"])
def test_entrance_offers_qq_only_where_the_mall_is_registered_there(client, settings, page):
    offered = 'href="/qq/login/"' in client.get(page).content.decode()
    settings.QQ_CLIENT_ID = ""

    assert (offered, "/qq/login/" in client.get(page).content.decode()) == (True, False)


def test_entrance_hands_next_on_to_qq(client):
    assert 'href="/qq/login/?next=/info/"' in client.get("/login/", {"next": "/info/"}).content.decode()


@pytest.mark.parametrize("fixed", ["", "https://mall.example.com/oauth_callback/"])
def test_qq_sends_back_to_the_address_of_the_settings_or_to_the_host_of_the_request(client, settings, fixed):
    settings.QQ_REDIRECT_URI = fixed

    there = client.get("/qq/login/")["Location"]

    assert f"redirect_uri={'https%3A%2F%2Fmall.example' if fixed else 'http%3A%2F%2Ftestserver%2F'}" in there


def test_state_is_different_each_time():
    journey = store.Journey(browser="b", next_page="")

    addresses = {set_out_to(journey, redirect_uri="http://testserver/") for _ in range(50)}

    assert len(addresses) == 50


def test_addresses_on_the_way_are_logged_without_their_secrets():
    """The server of development logs whole addresses."""
    line = '"GET /oauth_callback/?code=9A5F&state=x-Y_z&from=qq HTTP/1.1" 302 ?client_secret=s&access_token=t&openid=o'
    record = logging.LogRecord("django.server", logging.INFO, "", 1, line, None, None)

    assert MaskingFormatter("%(message)s").format(record) == (
        '"GET /oauth_callback/?code=…&state=…&from=qq HTTP/1.1" 302 ?client_secret=…&access_token=…&openid=…'
    )


def test_nothing_secret_of_a_journey_is_logged(client, settings, caplog):
    with caplog.at_level(logging.DEBUG):
        state = set_out(client)
        come_back(client, settings, GIVEN, 500, state=state, code="THE-CODE")
        token = at_first_step(client, settings)

    secrets = (state, "THE-CODE", GIVEN["access_token"], settings.QQ_CLIENT_SECRET, OPENID, token)
    assert "QQ is unavailable: HTTP 500" in caplog.text
    assert [secret for secret in secrets if secret in caplog.text] == []
