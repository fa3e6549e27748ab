"""The cart of a guest in its cookie: signed JSON, and nothing that is not ours."""

import base64
import hashlib
import os
import pickle
from decimal import Decimal

import pytest
from django.http import HttpResponse
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from carts import guest
from carts.guest import COOKIE, LIMIT, MOST_CHARACTERS, GuestCart
from carts.lines import CartFull, LineGone, MoreThanMost
from utils.tokens import Tokens

from .baskets import contents, fill, line

PAGE = "/carts/"
LOST = "之前的购物车已过期或无法读取，请重新挑选商品。"


def cookie_of(cart):
    response = HttpResponse()
    cart.write(response)
    return response.cookies[COOKIE]


def test_what_is_written_is_read_again():
    given = [line(7, 2, "10.50"), line(9, 1, "3.00", is_ticked=False)]

    read = GuestCart(cookie_of(fill(GuestCart(None), *given)).value)

    assert list(read.lines().values()) == given[::-1]
    assert not read.is_lost


def test_cookie_is_for_our_server_alone(settings):
    settings.SESSION_COOKIE_SECURE = True

    cookie = cookie_of(fill(GuestCart(None), line(7)))

    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert cookie["max-age"] == guest.SECONDS


def test_cart_that_was_only_read_leaves_the_cookie_alone():
    response = HttpResponse()

    GuestCart(cookie_of(fill(GuestCart(None), line(7))).value).write(response)

    assert response.cookies == {}


def test_empty_cart_deletes_the_cookie():
    cart = fill(GuestCart(None), line(7))

    cart.remove([7])

    assert (cookie_of(cart).value, cookie_of(cart)["max-age"]) == ("", 0)


def test_same_rules_as_in_redis():
    cart = fill(GuestCart(None), line(7, 3))

    with pytest.raises(MoreThanMost):
        cart.add(line(7, 3), most=5)
    with pytest.raises(LineGone):
        cart.change([line(7, 1), line(8, 1)])
    cart.tick([8])

    assert contents(cart) == {7: (3, True)}


def test_guest_has_fifty_lines_at_most_and_the_largest_fit_into_a_cookie():
    largest = [line(2**63 - 1 - 987_654_321 * n, 65_535, "99999999.99") for n in range(LIMIT)]
    cart = fill(GuestCart(None), *largest)

    with pytest.raises(CartFull):
        cart.add(line(1), most=5)

    assert len(cookie_of(cart).value) < MOST_CHARACTERS
    assert GuestCart(cookie_of(cart).value).size() == LIMIT


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("pickled-cart-ran",)


def pickled():
    return base64.b64encode(pickle.dumps({7: {"count": 1, "selected": Bomb()}})).decode()


def unsigned():
    return cookie_of(fill(GuestCart(None), line(7))).value.rsplit(".", 1)[0] + ".forged"


def of_another_purpose():
    return Tokens(salt="orders.settlement", seconds=60).make({"id": "x", "lines": [[7, 1, "1", 1]]})


def of_another_shape(lines):
    return lambda: guest._TOKENS.make({"id": "x", "lines": lines})


def too_large():
    return guest._TOKENS.make({"id": "x", "lines": [[n, 1, str(Decimal(n).sqrt()), 1] for n in range(2, 400)]})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cookie",
    [
        pickled,
        unsigned,
        of_another_purpose,
        of_another_shape(7),
        of_another_shape([[7, 1]]),
        of_another_shape([[7, "x", "1", 1]]),
        of_another_shape([[7, 1, "x", 1]]),
        too_large,
        lambda: "x" * 7000,
        lambda: ".....",
    ],
)
def test_cookie_that_is_not_ours_is_ignored_with_a_sentence(client, cookie, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    client.cookies[COOKIE] = cookie()

    answer = client.get(PAGE)
    again = client.get(PAGE)

    assert (answer.status_code, client.cookies[COOKIE].value) == (200, "")
    assert (answer.content.decode().count(LOST), again.content.decode().count(LOST)) == (1, 0)
    assert list(tmp_path.iterdir()) == []


class PastSigner(TimestampSigner):
    """As the mall signs, a minute before what it still believes."""

    def get_timestamp(self):
        return super().get_timestamp() - guest.SECONDS - 60


@pytest.mark.django_db
def test_stale_cookie_is_ignored_with_a_sentence(client, settings):
    how = {"salt": "carts.guest", "signer_kwargs": {"digest_method": hashlib.sha256}}
    held = {"id": "x", "lines": [[7, 1, "1", 1]]}
    fresh = URLSafeTimedSerializer(settings.SECRET_KEY, **how).dumps(held)
    client.cookies[COOKIE] = URLSafeTimedSerializer(settings.SECRET_KEY, signer=PastSigner, **how).dumps(held)

    assert contents(GuestCart(fresh)) == {7: (1, True)}
    assert LOST in client.get(PAGE).content.decode()
    assert client.cookies[COOKIE].value == ""
