"""The carts of known people, in a real Redis."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django_redis import get_redis_connection

from carts import store
from carts.lines import CartFull, LineGone, MoreThanMost
from carts.store import LIMIT, SECONDS, UserCart

from .baskets import contents, fill, line

ALICE, BOB = 1, 2
KEYS = ("cart:1", "cart:1:ticked", "cart:1:added")


@pytest.fixture
def cart():
    return UserCart(ALICE)


@pytest.fixture
def redis():
    return get_redis_connection("carts")


def test_lines_come_back_the_newest_first_with_count_price_and_tick(cart):
    given = [line(7, 2, "10.50"), line(9, 1, "3.00", is_ticked=False)]

    fill(cart, *given)

    assert list(cart.lines().values()) == given[::-1]


def test_pieces_that_are_added_again_add_up_and_the_price_is_the_last_one(cart):
    fill(cart, line(7, 2, "10.50"), line(7, 3, "9.00"))

    assert list(cart.lines().values()) == [line(7, 5, "9.00")]


def test_adding_more_than_most_changes_nothing_and_says_how_many_there_are(cart):
    fill(cart, line(7, 3))

    with pytest.raises(MoreThanMost) as refusal:
        cart.add(line(7, 3), most=5)

    assert refusal.value.facts == {"in_cart": 3}
    assert contents(cart) == {7: (3, True)}


def test_full_cart_takes_more_of_what_is_there_but_nothing_new(cart):
    fill(cart, *(line(number) for number in range(1, LIMIT + 1)))

    cart.add(line(1), most=5)
    with pytest.raises(CartFull):
        cart.add(line(LIMIT + 1), most=5)

    assert (cart.size(), contents(cart)[1]) == (LIMIT, (2, True))


def test_pieces_added_at_once_are_all_counted_and_stop_at_the_most(cart):
    def add(_):
        try:
            cart.add(line(7), most=30)
        except MoreThanMost:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(add, range(50)))

    assert (sum(added), contents(cart)) == (30, {7: (30, True)})


def test_changed_line_keeps_its_place_and_its_tick(cart):
    fill(cart, line(7, is_ticked=False), line(9))

    cart.change([line(7, 4, "1.00"), line(9, 2)])

    assert list(cart.lines().values()) == [line(9, 2), line(7, 4, "1.00", is_ticked=False)]


def test_changing_a_line_that_is_gone_changes_no_other(cart):
    fill(cart, line(7))

    with pytest.raises(LineGone):
        cart.change([line(7, 4), line(8, 4)])

    assert contents(cart) == {7: (1, True)}


def test_removed_line_takes_its_tick_and_its_price_with_it(cart, redis):
    fill(cart, line(7))

    cart.remove([7, 8])

    assert redis.keys("*") == []


def test_nothing_is_ticked_that_is_not_there(cart):
    fill(cart, line(7, is_ticked=False), line(9))

    cart.tick([7, 8])
    cart.untick([9])

    assert contents(cart) == {9: (1, False), 7: (1, True)}
    assert store.ticked_counts(ALICE) == {7: 1}


def test_every_change_renews_the_expiry(cart, redis):
    fill(cart, line(7, 2))
    for change in (
        lambda: cart.add(line(7), most=9),
        lambda: cart.change([line(7, 2)]),
        lambda: cart.tick([7]),
        lambda: store.merge(ALICE, [line(7)], caps={7: 9}, cart_id="one"),
    ):
        for key in KEYS:
            redis.expire(key, 5)
        change()
        assert {redis.ttl(key) for key in KEYS} == {SECONDS}


def test_carts_of_two_people_do_not_touch(cart):
    fill(cart, line(7))
    fill(UserCart(BOB), line(7, 5), line(8))

    store.forget(BOB)

    assert (contents(cart), contents(UserCart(BOB))) == ({7: (1, True)}, {})


def test_bought_pieces_leave_and_what_was_added_meanwhile_stays(cart, redis):
    fill(cart, line(7, 2), line(8, 1), line(9, 1))

    cart.add(line(7, 3), most=9)  # after the page that was ordered from
    store.take_out(ALICE, {7: 2, 8: 1, 10: 1})

    assert contents(cart) == {9: (1, True), 7: (3, True)}
    assert redis.smembers("cart:1:ticked") == {b"7", b"9"}
    assert set(redis.hgetall("cart:1:added")) == {b"7", b"9"}


def test_additions_during_a_purchase_are_never_lost(cart):
    fill(cart, line(7, 100))

    changes = [lambda: cart.add(line(7), most=999), lambda: store.take_out(ALICE, {7: 1})] * 50
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda change: change(), changes))

    assert contents(cart) == {7: (100, True)}


def test_reading_what_is_ticked_is_one_round_trip_without_prices(cart):
    fill(cart, line(7, 2), line(9, 3, is_ticked=False))

    assert store.ticked_counts(ALICE) == {7: 2}
    assert store.ticked_counts(BOB) == {}
