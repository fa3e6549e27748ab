"""Carts to test with: of a person, and of a guest."""

from decimal import Decimal

from carts.guest import COOKIE, GuestCart
from carts.lines import Line
from carts.store import UserCart


def line(sku_id, count=1, price="99.00", is_ticked=True):
    return Line(sku_id, count, Decimal(price), is_ticked)


def fill(cart, *lines):
    """The last one is the newest."""
    for each in lines:
        cart.add(each, most=99_999)
        if not each.is_ticked:
            cart.untick([each.sku_id])
    return cart


def contents(cart):
    return {each.sku_id: (each.count, each.is_ticked) for each in cart.lines().values()}


def cart_of_client(client):
    """What the cookie of this browser holds."""
    return contents(guest_cart(client))


def guest_cart(client):
    return GuestCart(client.cookies[COOKIE].value if COOKIE in client.cookies else None)


def give_cookie(client, *lines):
    """A browser that has these lines in its cookie."""

    class Answer:
        def set_cookie(self, name, value, **_):
            client.cookies[name] = value

    fill(GuestCart(None), *lines).write(Answer())


def cart_of_user(user):
    return contents(UserCart(user.pk))
