"""Who signs in by QQ, for the first time or again, finds in their cart what they chose before."""

import pytest

from carts.guest import COOKIE
from carts.store import UserCart
from carts.tests.baskets import cart_of_user, fill, give_cookie, line
from goods.tests.factories import SKUFactory
from users.models import User
from users.tests.factories import UserFactory

from .arriving import MOBILE, OPENID, arrive, at_second_step, finish
from .factories import QQAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku():
    return SKUFactory(stock=50)


def test_bound_person_has_the_sum_of_both_carts(client, settings, sku):
    account = QQAccountFactory(openid=OPENID)
    fill(UserCart(account.user_id), line(sku.pk, 1))
    give_cookie(client, line(sku.pk, 2))

    arrive(client, settings)

    assert cart_of_user(account.user) == {sku.pk: (3, True)}
    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize("is_known", [True, False])
def test_cart_waits_until_the_binding_is_done(client, settings, sku, is_known):
    if is_known:
        UserFactory(mobile=MOBILE)
    give_cookie(client, line(sku.pk, 2))

    finish(client, at_second_step(client, settings))

    assert cart_of_user(User.objects.get()) == {sku.pk: (2, True)}
    assert client.cookies[COOKIE].value == ""
