import re

import pytest
from playwright.sync_api import expect

from goods.models import SKU
from goods.queries.recommending import CATEGORIES, RECENT, RECOMMENDED, for_one
from goods.services.looking import look_at

from .factories import CategoryFactory, ShopperFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return ShopperFactory()


def category():
    return CategoryFactory(parent=CategoryFactory(parent=CategoryFactory()))


def goods(place, *names, **fields):
    return [SKUFactory(name=name, spu__category=place, **fields) for name in names]


def names(skus):
    return [sku.name for sku in skus]


@pytest.mark.parametrize("count", [1, 3])
def test_shopper_is_shown_what_sells_where_they_looked(alice, index_catalogue, django_assert_num_queries, count):
    teas, pots = category(), category()
    for number in range(count):
        look_at(user=alice, sku_id=goods(teas, f"看过的茶{number}")[0].pk)
    goods(teas, "另一种茶", sales=1)
    goods(pots, "锅", sales=1000)
    index_catalogue()

    with django_assert_num_queries(2):
        found = for_one(alice)

    assert names(found.liked) == ["另一种茶", "锅"]
    assert names(found.recent) == [f"看过的茶{number}" for number in reversed(range(count))]


def test_categories_take_turns_those_looked_at_most_first(alice, index_catalogue):
    places = [category() for _ in range(CATEGORIES + 1)]
    for number, place in enumerate(places):
        for sku in goods(place, *(f"看过{number}-{n}" for n in range(9 - number))):
            look_at(user=alice, sku_id=sku.pk)
        goods(place, f"热{number}甲", sales=9)
        goods(place, f"热{number}乙", sales=8)
    index_catalogue()

    liked = names(for_one(alice).liked)

    assert liked[:6] == ["热0甲", "热1甲", "热2甲", "热0乙", "热1乙", "热2乙"]
    assert liked[6:] == ["热3甲", "热3乙"]


def test_neither_the_same_product_nor_what_cannot_be_bought_is_recommended(alice, index_catalogue):
    place = category()
    spu = SPUFactory(category=place)
    seen, other = SKUFactory(spu=spu), SKUFactory(spu=spu, sales=99)
    goods(place, "卖光了", stock=0, sales=98)
    goods(place, *(f"商品{number}" for number in range(RECOMMENDED + 2)))
    [leaving] = goods(place, "刚下架", sales=97)
    look_at(user=alice, sku_id=seen.pk)
    index_catalogue()
    SKU.objects.filter(pk=leaving.pk).update(is_launched=False)

    liked = for_one(alice).liked

    assert len(liked) == RECOMMENDED
    assert not {seen.name, other.name, "卖光了", "刚下架"} & set(names(liked))


def test_recent_looks_are_the_newest_that_are_still_on_the_shelf(alice, index_catalogue):
    skus = [SKUFactory() for _ in range(RECENT + 2)]
    for sku in skus:
        look_at(user=alice, sku_id=sku.pk)
    SKU.objects.filter(pk=skus[-1].pk).update(is_launched=False)
    skus[-2].delete()
    index_catalogue()

    assert list(for_one(alice).recent) == skus[-3::-1]


def test_without_an_index_there_are_only_the_looks(alice):
    sku = SKUFactory()
    look_at(user=alice, sku_id=sku.pk)

    found = for_one(alice)

    assert (found.liked, found.recent) == ((), (sku,))


def test_fragment_shows_only_the_looks_of_who_asks(client, alice, index_catalogue):
    bob = ShopperFactory()
    mine, his = SKUFactory(name="我看的"), SKUFactory(name="他看的", stock=0)
    look_at(user=alice, sku_id=mine.pk)
    look_at(user=bob, sku_id=his.pk)
    SKUFactory(name="热卖")
    index_catalogue()
    client.force_login(alice)

    response = client.get("/for-me/")

    page = response.content.decode()
    assert re.findall(r"我看的|他看的|热卖", page) == ["热卖", "我看的"]
    assert 'href="/history/"' in page
    assert "no-store" in response["Cache-Control"]


def test_fragment_is_nothing_for_strangers_and_for_who_has_not_looked_at_anything(client, alice):
    stranger = client.get("/for-me/")
    client.force_login(alice)
    newcomer = client.get("/for-me/")

    assert [(answer.status_code, answer.content) for answer in (stranger, newcomer)] == [(204, b"")] * 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_fetched", [True, pytest.param(False, marks=pytest.mark.no_script)])
def test_home_page_shows_what_is_theirs_or_leads_to_it(browser_page, alice, client, index_catalogue, is_fetched):
    look_at(user=alice, sku_id=SKUFactory(name="看过的耳机").pk)
    SKUFactory(name="热卖的茶")
    index_catalogue()
    client.force_login(alice)
    browser_page.goto("/robots.txt")
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": browser_page.url}
    browser_page.context.add_cookies([session])

    browser_page.goto("/")

    mine = browser_page.locator("#for-me")
    expect(mine.get_by_role("heading", name="最近浏览")).to_have_count(int(is_fetched))
    expect(mine.get_by_role("link", name="全部浏览历史")).to_be_visible()
    names = mine.get_by_role("article").get_by_role("link").all_inner_texts()
    assert sorted(names) == (["热卖的茶"] if is_fetched else ["热卖的茶", "看过的耳机"])
