"""What somebody looked at: the newest first, each once, a hundred at most, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_redis import get_redis_connection

from goods import store
from goods.models import SKU
from goods.services import looking
from tests.surroundings import redis_server
from tests.wire import RoundTripCounter

from .factories import ShopperFactory, SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return ShopperFactory(username="alice")


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def look_at(client, *skus):
    for sku in skus:
        response = client.get(f"/detail/{sku.pk}/mine/")
    return response.content.decode()


def seen_by(user):
    return list(store.looks_of(user.pk))


def given_looks(user, numbers, *, at=None):
    """Without a request for each; the last one is the newest."""
    at = at or timezone.localtime()
    for place, number in enumerate(numbers):
        store.note_look(user_id=user.pk, sku_id=number, category_id=1, at=at + timedelta(milliseconds=place))


def test_history_holds_each_look_once_the_newest_first(reader, alice):
    first, second, third = SKUFactory.create_batch(3)

    look_at(reader, first, second, third, second)

    assert seen_by(alice) == [second.pk, third.pk, first.pk]


def test_history_holds_a_hundred_and_lets_the_oldest_go(alice):
    given_looks(alice, range(1, 106))

    assert seen_by(alice) == list(range(105, 5, -1))
    assert get_redis_connection("history").zcard(f"history:{alice.pk}") == 100


def test_history_ends_180_days_after_the_last_look(alice):
    given_looks(alice, [1])
    redis = get_redis_connection("history")
    redis.expire(f"history:{alice.pk}", 60)

    given_looks(alice, [2])

    days = timedelta(seconds=redis.ttl(f"history:{alice.pk}")) / timedelta(days=1)
    assert 179.9 < days <= 180


def test_look_costs_one_round_trip_to_redis(settings, alice):
    sku = SKUFactory()
    counter = RoundTripCounter(str(redis_server.socket))
    through = settings.CACHES["history"] | {"LOCATION": f"redis://127.0.0.1:{counter.port}/3"}
    settings.CACHES = settings.CACHES | {"history": through}
    looking.look_at(user=alice, sku_id=sku.pk)  # connects
    before = counter.count

    assert looking.look_at(user=alice, sku_id=sku.pk) == [sku.pk]

    assert counter.count - before == 1


def test_stranger_has_no_history_and_an_empty_answer(client):
    response = client.get(f"/detail/{SKUFactory().pk}/mine/")

    assert (response.status_code, response.content) == (204, b"")
    assert "no-store" in response["Cache-Control"]
    assert get_redis_connection("history").keys("history:*") == []


@pytest.mark.parametrize("path", ["/detail/4711/mine/", "/detail/99999999999999999999/mine/"])
def test_look_at_what_does_not_exist_is_not_noted(reader, alice, path):
    assert reader.get(path).status_code == 404
    assert (seen_by(alice), get_redis_connection("history").keys("*")) == ([], [])


def test_asking_for_the_head_notes_nothing(reader, alice):
    assert reader.head(f"/detail/{SKUFactory().pk}/mine/").status_code == 405
    assert seen_by(alice) == []


def test_product_page_shows_what_was_looked_at_before_but_not_itself_or_off_shelf(reader):
    seen, gone, present = SKUFactory(name="看过的"), SKUFactory(name="下架的"), SKUFactory(name="眼前的")
    look_at(reader, seen, gone, present)
    SKU.objects.filter(pk=gone.pk).update(is_launched=False)

    fragment = look_at(reader, present)

    assert [name in fragment for name in ("看过的", "下架的", "眼前的")] == [True, False, False]
    assert reader.get(f"/detail/{present.pk}/mine/")["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_fragment_costs_the_user_the_category_the_favourite_and_the_goods(reader, django_assert_num_queries, count):
    skus = SKUFactory.create_batch(count)
    look_at(reader, *skus)
    present = SKUFactory()

    with django_assert_num_queries(4):
        assert look_at(reader, present).count('class="tile"') == count


def test_page_shows_the_looks_by_day_and_marks_what_is_off_shelf(reader, alice):
    old, new = SKUFactory(name="昨天看的", is_launched=False), SKUFactory(name="今天看的")
    now = timezone.localtime()
    given_looks(alice, [old.pk], at=now - timedelta(days=1))
    given_looks(alice, [new.pk], at=now)

    page = reader.get("/history/").content.decode()

    assert page.index("今天看的") < page.index("昨天看的") < page.index("已下架")
    assert [(now - timedelta(days=days)).strftime("%Y-%m-%d</time>") in page for days in (0, 1, 2)] == [
        True,
        True,
        False,
    ]


def test_deleted_goods_are_left_out_and_an_empty_page_says_so(reader, alice):
    given_looks(alice, [4711])

    assert "还没有看过商品" in reader.get("/history/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_as_many_queries_for_three_looks_as_for_one(reader, alice, django_assert_num_queries, count):
    given_looks(alice, [sku.pk for sku in SKUFactory.create_batch(count)])

    with django_assert_num_queries(2):  # the user, the goods
        assert reader.get("/history/").content.decode().count('class="card own_line"') == count


def test_one_look_is_taken_out(reader, alice):
    given_looks(alice, [1, 2, 3])

    response = reader.post("/history/2/forget/")

    assert (response.status_code, response["Location"]) == (302, "/history/")
    assert seen_by(alice) == [3, 1]


def test_history_is_emptied_and_that_of_others_stays(reader, alice):
    bob = ShopperFactory(username="bobby")
    given_looks(alice, [1, 2]), given_looks(bob, [1, 2])

    response = reader.post("/history/clear/", follow=True)

    assert "浏览历史已清空" in response.content.decode()
    assert (seen_by(alice), seen_by(bob)) == ([], [2, 1])


def test_look_of_somebody_else_is_neither_shown_nor_taken_out(reader):
    bob, sku = ShopperFactory(username="bobby"), SKUFactory(name="鲍勃看的")
    given_looks(bob, [sku.pk])

    assert reader.post(f"/history/{sku.pk}/forget/").status_code == 302
    assert "鲍勃看的" not in reader.get("/history/").content.decode()
    assert seen_by(bob) == [sku.pk]


def test_fragment_needs_no_sign_in_and_the_pages_do():
    stranger, number = Client(), SKUFactory().pk

    assert [stranger.get(path).status_code for path in (f"/detail/{number}/mine/", "/history/")] == [204, 302]


def test_account_home_shows_the_four_newest_and_the_number_of_favourites(reader, alice, django_assert_num_queries):
    skus = [SKUFactory(name=f"看过的第{place}件") for place in range(1, 6)]
    given_looks(alice, [sku.pk for sku in skus])
    reader.post(f"/detail/{skus[0].pk}/favourite/")

    with django_assert_num_queries(8):
        page = reader.get("/info/").content.decode()

    assert [f"看过的第{place}件" in page for place in (5, 4, 3, 2, 1)] == [True, True, True, True, False]
    assert "查看 1 件收藏" in page
