"""Visitors on their way over QQ, with a server of the test in the place of QQ."""

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings as mall

from tests.answering import HttpServer
from users.tests.factories import PASSWORD
from verifications.purposes import Purpose
from verifications.tests.factories import given_code

OPENID = "0123456789ABCDEF0123456789ABCDEF"
MOBILE = "13900000001"
GIVEN = {"access_token": "FE04AAAABBBBCCCCDDDDEEEEFFFFCCE2", "expires_in": "7776000"}


def set_out(client, *, next_page=""):
    """The state with which the visitor left for QQ."""
    response = client.get("/qq/login/", {"next": next_page} if next_page else {})
    assert response.status_code == 302
    return parse_qs(urlsplit(response["Location"]).query)["state"][0]


def come_back(client, settings, *answers, state, code="9A5F0000C0DE"):
    """The answer to the callback, while QQ answers as given; without answers it knows OPENID."""
    known = {"client_id": mall.QQ_CLIENT_ID, "openid": OPENID}
    with HttpServer(*(answers or (GIVEN, known))) as qq:
        settings.QQ_BASE_URL = qq.url
        return client.get("/oauth_callback/", {"code": code, "state": state})


def arrive(client, settings, *, next_page=""):
    return come_back(client, settings, state=set_out(client, next_page=next_page))


def shown_token(client):
    """The token in the form of the binding page."""
    return re.search(r'name="token" value="([^"]+)"', client.get("/qq/binding/").content.decode())[1]


def at_first_step(client, settings, *, next_page=""):
    """The token of a visitor whose QQ nobody has."""
    assert arrive(client, settings, next_page=next_page)["Location"] == "/qq/binding/"
    return shown_token(client)


def at_second_step(client, settings, *, next_page=""):
    """The token of a visitor who has also proved MOBILE."""
    token = at_first_step(client, settings, next_page=next_page)
    given_code(Purpose.BIND, MOBILE)
    response = client.post("/qq/binding/", {"token": token, "mobile": MOBILE, "sms_code": "123456"})
    assert (response.status_code, response["Location"]) == (302, "/qq/binding/")
    return token


def finish(client, token, **changed):
    """Sends the second step, as a known and as a new person."""
    form = {"present_password": PASSWORD, "password": PASSWORD, "password_again": PASSWORD, "terms": "on"}
    return client.post("/qq/binding/", {**form, "token": token, **changed})


def bind_to_own_account(client, settings):
    """A signed-in person proves the password, goes to QQ and comes back."""
    response = client.post("/qq/bind/", {"present_password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/qq/")
    return arrive(client, settings)


def signed_in_as(client):
    return client.session.get("_auth_user_id")
