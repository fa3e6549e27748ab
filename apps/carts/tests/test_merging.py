"""A guest signs in: what they chose is in their own cart then, and they are told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.test import RequestFactory

from carts import services, store
from carts.guest import COOKIE, guest_cart_of
from carts.store import LIMIT, UserCart
from goods.tests.factories import SKUFactory

from .baskets import contents, fill, give_cookie, line

pytestmark = pytest.mark.django_db

ALICE = 1


class Told(list):
    """Where a request keeps its messages."""

    def add(self, level, message, extra_tags=""):
        self.append(str(message))


def arriving(client):
    """The request by which this browser's guest signs in."""
    request = RequestFactory().post("/login/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request._messages = Told()
    return request


def take_over(client):
    request = arriving(client)
    services.take_over(request, user_id=ALICE)
    return list(get_messages(request)), guest_cart_of(request)


@pytest.fixture
def own():
    return UserCart(ALICE)


def test_merge_adds_up_and_never_replaces_counts(client, own):
    phone, case, bag = (SKUFactory(stock=20).pk for _ in range(3))
    fill(own, line(phone, 3), line(case, 2))
    give_cookie(client, line(phone, 4), line(bag, 1))

    told, guest = take_over(client)

    assert contents(own) == {bag: (1, True), case: (2, True), phone: (7, True)}
    assert (told, guest.lines()) == (["登录前选的 2 种商品已放进购物车。"], {})


def test_counts_are_capped_and_the_guest_is_told_of_which(client, own):
    few, limited = SKUFactory(name="手机", stock=5), SKUFactory(name="外壳", stock=50, purchase_limit=2)
    fill(own, line(few.pk, 3), line(limited.pk, 2))
    give_cookie(client, line(few.pk, 4), line(limited.pk, 1))

    told, _ = take_over(client)

    assert contents(own) == {limited.pk: (2, True), few.pk: (5, True)}
    assert told[1:] == ["已到可买的上限，数量没有全部加上：外壳、手机。"]


def test_ticks_of_both_carts_are_kept(client, own):
    skus = [SKUFactory(stock=9).pk for _ in range(5)]
    fill(own, line(skus[0], is_ticked=False), line(skus[1]), line(skus[2], is_ticked=False))
    give_cookie(client, line(skus[0]), line(skus[1], is_ticked=False), line(skus[3], is_ticked=False), line(skus[4]))

    take_over(client)

    ticks = {pk: is_ticked for pk, (_, is_ticked) in contents(own).items()}
    assert ticks == dict(zip(skus, (True, True, False, False, True), strict=True))


def test_lines_of_the_guest_stand_above_in_their_order(client, own):
    skus = [SKUFactory().pk for _ in range(3)]
    fill(own, line(skus[0]))
    give_cookie(client, line(skus[1]), line(skus[2]))

    take_over(client)

    assert list(own.lines()) == [skus[2], skus[1], skus[0]]


def test_goods_that_cannot_be_bought_now_stay_and_deleted_ones_go(client, own):
    off, sold_out = SKUFactory(is_launched=False).pk, SKUFactory(stock=0).pk
    give_cookie(client, line(8_000_000), line(off, 2), line(sold_out, 2))

    told, _ = take_over(client)

    assert contents(own) == {sold_out: (2, True), off: (2, True)}
    assert told == ["登录前选的 2 种商品已放进购物车。"]


def test_what_finds_no_room_is_named(client, own):
    fill(own, *(line(5_000_000 + n) for n in range(LIMIT - 1)))
    old, new = SKUFactory(name="先选的"), SKUFactory(name="后选的")
    give_cookie(client, line(old.pk), line(new.pk))

    told, _ = take_over(client)

    assert (own.size(), old.pk in own.lines(), new.pk in own.lines()) == (LIMIT, False, True)
    assert told == ["登录前选的 1 种商品已放进购物车。", "购物车已满，没有放进来：先选的。"]


def test_form_that_was_sent_twice_merges_once(client, own):
    sku = SKUFactory(stock=50).pk
    give_cookie(client, line(sku, 2))

    first, second = take_over(client), take_over(client)

    assert contents(own) == {sku: (2, True)}
    assert (len(first[0]), second[0], second[1].size()) == (1, [], 0)


def test_forms_that_were_sent_at_once_merge_once(own):
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: store.merge(ALICE, [line(7, 2)], caps={7: 99}, cart_id="x"), range(16)))

    assert (contents(own), sum(each is not None for each in done)) == ({7: (2, True)}, 1)


def test_guest_who_chose_anew_after_the_merge_merges_that_too(client, own):
    sku = SKUFactory(stock=50).pk
    give_cookie(client, line(sku, 2))
    take_over(client)
    give_cookie(client, line(sku, 2))

    take_over(client)

    assert contents(own) == {sku: (4, True)}


def test_nobody_without_a_cart_is_told_anything(client, own, django_assert_num_queries):
    with django_assert_num_queries(0):
        told, guest = take_over(client)

    assert (told, guest.is_changed) == ([], False)


def test_cookie_that_cannot_be_read_keeps_nobody_out(client, own):
    client.cookies[COOKIE] = "forged"

    told, guest = take_over(client)

    assert (told, own.lines(), guest.is_changed) == (["之前的购物车已过期或无法读取，请重新挑选商品。"], {}, True)
