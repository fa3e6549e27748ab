"""What the cart costs, and who sees which number."""

import re

import pytest
from django.test import Client

from carts import store
from carts.queries import ticked_counts
from carts.store import UserCart
from goods.tests.factories import ShopperFactory, SKUFactory, SPUFactory
from tests.surroundings import redis_server
from tests.wire import RoundTripCounter

from .baskets import fill, give_cookie, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    spu = SPUFactory()
    return [SKUFactory(spu=spu, stock=9, options={"颜色": f"{n}"}) for n in range(50)]


@pytest.fixture
def alice(client):
    alice = ShopperFactory()
    client.force_login(alice)
    return alice


@pytest.mark.parametrize("count", [1, 3, 50])
def test_cart_of_a_user_costs_three_queries(client, alice, goods, count, django_assert_num_queries):
    fill(UserCart(alice.pk), *(line(sku.pk) for sku in goods[:count]))

    with django_assert_num_queries(3):  # the user; the goods; their options
        page = client.get("/carts/").content.decode()

    assert page.count('class="cart_line"') == count


@pytest.mark.parametrize("count", [1, 3, 50])
def test_cart_of_a_guest_costs_two_queries(client, goods, count, django_assert_num_queries):
    give_cookie(client, *(line(sku.pk) for sku in goods[:count]))

    with django_assert_num_queries(2):  # the goods; their options
        page = client.get("/carts/").content.decode()

    assert page.count('class="cart_line"') == count


@pytest.mark.parametrize("count", [1, 3, 50])
def test_changing_counts_costs_three_queries(client, alice, goods, count, django_assert_num_queries):
    fill(UserCart(alice.pk), *(line(sku.pk) for sku in goods[:count]))

    with django_assert_num_queries(3):
        client.post("/carts/update/", {f"count-{sku.pk}": "2" for sku in goods[:count]})

    assert set(ticked_counts(alice.pk).values()) == {2}


def test_empty_cart_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/carts/")


def test_ticked_counts_ask_redis_once_and_nobody_else(settings, django_assert_num_queries):
    fill(UserCart(1), line(7, 2), line(8, 3, is_ticked=False), line(9))
    counter = RoundTripCounter(str(redis_server.socket))
    caches = settings.CACHES
    settings.CACHES = caches | {"carts": {**caches["carts"], "LOCATION": f"redis://127.0.0.1:{counter.port}/5"}}
    ticked_counts(1)  # connects

    before = counter.count
    with django_assert_num_queries(0):
        ticked_counts(1)

    assert counter.count - before == 1


def number_in(page):
    return re.findall(r'cart_count__number">(\d+)<', page)


def test_header_of_a_user_holds_the_number(client, alice):
    fill(UserCart(alice.pk), line(7), line(8, 5))

    assert [number_in(client.get(path).content.decode()) for path in ("/", "/categories/")] == [["2", "2"]] * 2


def test_header_of_a_guest_holds_the_number_where_the_page_is_their_own(client):
    give_cookie(client, line(7), line(8))

    assert number_in(client.get("/carts/").content.decode()) == ["2", "2"]


def test_page_that_strangers_share_holds_nobodys_number_and_asks_for_it(client):
    sku = SKUFactory()
    give_cookie(client, line(7), line(8))

    mine, others = (each.get(f"/detail/{sku.pk}/").content.decode() for each in (client, Client()))
    asked = client.get("/carts/count/").content.decode()

    assert mine == others
    assert (number_in(mine), 'hx-get="/carts/count/"' in mine, "csrfmiddlewaretoken" in mine) == ([], True, False)
    assert (number_in(asked), "csrfmiddlewaretoken" in asked) == (["2", "2"], True)


def test_number_of_a_guest_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/carts/count/")

    assert "no-store" in answer["Cache-Control"]


def test_warm_product_page_still_costs_no_query(client, django_assert_num_queries):
    sku = SKUFactory()
    give_cookie(client, line(sku.pk))
    client.get(f"/detail/{sku.pk}/")

    with django_assert_num_queries(0):
        client.get(f"/detail/{sku.pk}/")


def form_of(client, sku):
    page = client.get(f"/detail/{sku.pk}/").content.decode()
    return re.search(r'<form class="purchase".*?</form>', page, re.DOTALL)[0]


def test_product_page_offers_as_many_as_one_person_can_have(client):
    form = form_of(client, SKUFactory(stock=9, purchase_limit=4))

    assert re.search(r'name="count" value="1" min="1" max="(\d+)"', form)[1] == "4"
    assert ("每单限购 4 件" in form, "disabled" in form) == (True, False)


@pytest.mark.parametrize(
    ("state", "why"),
    [({"stock": 0}, "现在没有货，可以先收藏，补货后在“我的收藏”里会看到。"), ({"is_launched": False}, "已下架")],
)
def test_what_cannot_be_bought_has_buttons_that_say_why_not(client, state, why):
    form = form_of(client, SKUFactory(**state))

    assert re.search(r'id="purchase-why">(.*?)</p>', form)[1] == why
    assert len(re.findall(r"<button[^>]*disabled[^>]*purchase-why|<button[^>]*purchase-why[^>]*disabled", form)) == 2


def test_form_of_a_user_is_posted_with_their_token_and_that_of_strangers_asks_for_a_page(client):
    sku = SKUFactory(stock=9)

    of_strangers = form_of(client, sku)
    client.force_login(ShopperFactory())
    own = form_of(client, sku)

    assert [re.search(r'method="(\w+)"', form)[1] for form in (of_strangers, own)] == ["get", "post"]
    assert ["csrfmiddlewaretoken" in form for form in (of_strangers, own)] == [False, True]


def test_erased_cart_is_empty():
    fill(UserCart(1), line(7))

    store.forget(1)

    assert UserCart(1).lines() == {}
