"""Every way to sign in brings the guest's cart along; what goes wrong with the cart keeps nobody out."""

import pytest

from carts.guest import COOKIE
from carts.store import UserCart
from carts.tests.baskets import cart_of_user, fill, give_cookie, line
from goods.tests.factories import SKUFactory
from users.models import User
from users.tests.factories import PASSWORD, UserFactory
from verifications.purposes import Purpose
from verifications.tests.factories import given_code

pytestmark = pytest.mark.django_db

TOLD = "登录前选的 1 种商品已放进购物车。"


@pytest.fixture
def alice():
    return UserFactory(username="alice", mobile="13900000001")


@pytest.fixture
def sku():
    return SKUFactory(stock=50)


def by_password(client):
    return client.post("/login/", {"login": "alice", "password": PASSWORD, "next": "/carts/"})


def by_code(client):
    given_code(Purpose.LOGIN, "13900000001", "123456")
    form = {"method": "code", "mobile": "13900000001", "sms_code": "123456", "next": "/carts/"}
    return client.post("/login/", form)


@pytest.mark.parametrize("sign_in", [by_password, by_code])
def test_counts_add_up_on_sign_in_the_cookie_goes_and_the_shopper_is_told(client, alice, sku, sign_in):
    fill(UserCart(alice.pk), line(sku.pk, 3))
    give_cookie(client, line(sku.pk, 4))

    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/carts/")
    assert cart_of_user(alice) == {sku.pk: (7, True)}
    assert (client.cookies[COOKIE].value, client.cookies[COOKIE]["max-age"]) == ("", 0)
    assert client.get("/carts/").content.decode().count(TOLD) == 1


def test_refused_sign_in_leaves_both_carts_alone(client, alice, sku):
    give_cookie(client, line(sku.pk, 4))
    cookie = client.cookies[COOKIE].value

    response = client.post("/login/", {"login": "alice", "password": "wrong"})

    assert (response.status_code, client.cookies[COOKIE].value) == (422, cookie)
    assert cart_of_user(alice) == {}


def test_next_guest_of_the_same_browser_starts_with_an_empty_cart(client, alice, sku):
    give_cookie(client, line(sku.pk, 4))
    by_password(client)
    client.post("/logout/")

    assert "购物车是空的" in client.get("/carts/").content.decode()
    assert cart_of_user(alice) == {sku.pk: (4, True)}


def test_registration_brings_the_cart_along(client, sku):
    given_code(Purpose.REGISTER, "13900000009", "123456")
    give_cookie(client, line(sku.pk, 2))
    form = {"username": "newcomer", "mobile": "13900000009", "sms_code": "123456", "terms": "on"}

    response = client.post("/register/", form | {"password": PASSWORD, "password_again": PASSWORD})

    assert response.status_code == 302
    assert cart_of_user(User.objects.get()) == {sku.pk: (2, True)}
    assert client.cookies[COOKIE].value == ""


def test_cookie_that_is_not_ours_keeps_nobody_out(client, alice):
    client.cookies[COOKIE] = "forged"

    assert by_password(client).status_code == 302
    assert "之前的购物车已过期或无法读取" in client.get("/carts/").content.decode()
    assert client.cookies[COOKIE].value == ""
