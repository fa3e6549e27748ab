"""The pages of the cart: what they show, what they change, what they refuse, for guests and for known people alike."""

import re

import pytest

from carts.store import UserCart
from goods.tests.factories import ShopperFactory, SKUFactory

from .baskets import cart_of_client, cart_of_user, fill, give_cookie

pytestmark = pytest.mark.django_db


class Visitor:
    """A browser and the cart that belongs to it."""

    def __init__(self, client, user=None):
        self.client, self.user = client, user
        if user:
            client.force_login(user)

    def has(self, *lines):
        if self.user:
            fill(UserCart(self.user.pk), *lines)
        else:
            give_cookie(self.client, *lines)

    @property
    def cart(self):
        return cart_of_user(self.user) if self.user else cart_of_client(self.client)

    def post(self, path, form=(), **more):
        return self.client.post(path, dict(form), **more)

    def page(self):
        return self.client.get("/carts/").content.decode()


@pytest.fixture(params=["guest", "user"])
def visitor(request, client):
    return Visitor(client, ShopperFactory() if request.param == "user" else None)


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_adding_leads_back_to_the_goods_with_a_message(visitor):
    sku = SKUFactory(name="手机", stock=5)

    answer = visitor.post(f"/carts/add/{sku.pk}/", {"count": "2"})

    assert (answer.status_code, answer["Location"]) == (302, f"/detail/{sku.pk}/")
    assert visitor.cart == {sku.pk: (2, True)}
    assert "已加入购物车：手机 × 2" in visitor.client.get(answer["Location"]).content.decode()
