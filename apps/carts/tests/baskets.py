"""Carts to test with: of a person, and of a guest."""

from decimal import Decimal

from django.http import HttpResponse

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


def cookie_with(*lines):
    """The cookie of a guest who chose these."""
    response = HttpResponse()
    fill(GuestCart(None), *lines).write(response)
    return response.cookies[COOKIE].value


def give_cookie(client, *lines):
    """A browser that has these lines in its cookie."""
    client.cookies[COOKIE] = cookie_with(*lines)


def cart_of_user(user):
    return contents(UserCart(user.pk))
