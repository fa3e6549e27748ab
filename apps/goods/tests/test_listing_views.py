import gzip
import html
import re
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from goods.index import Request
from goods.index.current import catalogue_index
from goods.models import SKU
from goods.page_tags import sku_tag
from goods.services.changing import note_changes
from goods.views.listing import _list_facts
from utils.page_cache import LEASE, forget_pages

from .factories import BrandFactory, CategoryFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def kettles(index_catalogue):
    """Three kettles in one category, in the index."""
    spu = SPUFactory(name="青禾电水壶", brand__name="青禾")
    skus = [
        SKUFactory(spu=spu, name=f"青禾电水壶 {size}L", options={"容量": f"{size}L"}, price=Decimal(size * 100))
        for size in (1, 2, 3)
    ]
    index_catalogue()
    return skus


def shown(response):
    return re.findall(r'<a href="/detail/\d+/">([^<]+)</a>', response.content.decode())


def list_of(skus):
    return f"/list/{skus[0].category_id}/1/"


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_four_queries_cold_and_none_warm(client, index_catalogue, django_assert_num_queries, count):
    skus = SKUFactory.create_batch(count, spu=SPUFactory())
    index_catalogue()

    with django_assert_num_queries(4):
        cold = client.get(list_of(skus))
    with django_assert_num_queries(0):
        warm = client.get(list_of(skus))

    assert len(shown(cold)) == count
    assert cold.content == warm.content


def test_kept_list_stays_while_the_index_gives_the_same_answer(client, kettles, django_assert_num_queries):
    client.get(list_of(kettles))
    SKU.objects.filter(pk=kettles[0].pk).update(stock=8)  # as a page cannot know: no service did it
    catalogue_index().write([sku.pk for sku in kettles])
    time.sleep(LEASE)

    with django_assert_num_queries(0):
        client.get(list_of(kettles))


def test_kept_list_is_built_anew_when_the_index_gives_another_answer(client, kettles):
    client.get(list_of(kettles))
    SKU.objects.filter(pk=kettles[0].pk).update(is_launched=False)
    catalogue_index().write([kettles[0].pk])
    time.sleep(LEASE)

    assert shown(client.get(list_of(kettles))) == [kettles[2].name, kettles[1].name]


def test_list_made_without_the_index_is_kept_for_moments_only(kettles, settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path)
    before = timezone.now()

    facts = _list_facts(Request(category_id=kettles[0].category_id))

    assert facts.changes_at - before < timedelta(seconds=6)
    assert sku_tag(kettles[0].pk) in facts.tags


def test_kept_list_is_given_up_when_a_price_changes(client, kettles, django_capture_on_commit_callbacks):
    client.get(list_of(kettles))
    SKU.objects.filter(pk=kettles[0].pk).update(price=Decimal("77.70"))
    with django_capture_on_commit_callbacks(execute=True):
        note_changes([kettles[0].pk])

    page = client.get(list_of(kettles)).content.decode()

    assert '</span>77<span class="price__cents">.70</span>' in page


def test_list_speaks_the_language_of_each_visitor(client, kettles):
    languages = ("zh-hans", "en", "zh-hans")

    pages = [client.get(list_of(kettles), headers={"accept-language": language}) for language in languages]

    assert "首页</a>" in body(pages[0])
    assert "Home</a>" in body(pages[1])
    assert body(pages[2]) == body(pages[0])


@pytest.mark.parametrize("count", [1, 3])
def test_filtered_list_takes_six_queries(client, index_catalogue, django_assert_num_queries, count):
    skus = SKUFactory.create_batch(count, spu=SPUFactory())
    index_catalogue()

    with django_assert_num_queries(6):
        response = client.get(list_of(skus), {"brand": skus[0].spu.brand_id, "stock": "1", "sort": "new"})

    assert len(shown(response)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_three_queries_whatever_it_finds(client, index_catalogue, django_assert_num_queries, count):
    for number in range(count):
        SKUFactory(name=f"电水壶 {number}")
    index_catalogue()

    with django_assert_num_queries(3):
        response = client.get("/search/", {"q": "水壶"})

    assert len(shown(response)) == count


def test_search_that_finds_nothing_takes_one_query_and_shows_a_way_on(client, kettles, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/search/", {"q": "潜水艇"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "没有找到“潜水艇”" in page
    assert shown(response) == [kettles[2].name]  # 大家都在买: one SKU of each product
    assert 'href="/categories/"' in page


@pytest.mark.parametrize("near", [1, 3])
def test_list_without_an_index_shows_what_is_around_in_three_queries(client, django_assert_num_queries, near):
    category = CategoryFactory(name="手机")
    around = [*CategoryFactory.create_batch(near, parent=category), *CategoryFactory.create_batch(near)]

    with django_assert_num_queries(3):
        response = client.get(f"/list/{category.pk}/1/")

    page = response.content.decode()
    assert "<h1>手机</h1>" in page
    for each in around:
        assert f'<a class="pill" href="/list/{each.pk}/1/">{each.name}</a>' in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"spec": "容量:2L"}, ["青禾电水壶 2L"]),
        ({"spec": ["容量:2L", "容量:3L"], "sort": "price"}, ["青禾电水壶 2L", "青禾电水壶 3L"]),
        ({"min": "150", "max": "250"}, ["青禾电水壶 2L"]),
        ({"sort": "-price"}, ["青禾电水壶 3L", "青禾电水壶 2L", "青禾电水壶 1L"]),
    ],
)
@pytest.mark.parametrize("where", ["list", "search"])
def test_state_of_a_page_is_in_its_address(client, kettles, where, query, names):
    path, words = (list_of(kettles), {}) if where == "list" else ("/search/", {"q": "水壶"})

    assert shown(client.get(path, words | query)) == names


@pytest.mark.parametrize(
    "rubbish",
    ["sort=x'", "brand=99999&brand=%00", "min=x&max=NaN", "spec=%FF&spec=a", "stock=2", "category=" + "9" * 40],
)
def test_rubbish_in_filters_is_the_page_without_them(client, kettles, rubbish):
    path = list_of(kettles)

    plain, odd = client.get(path), client.get(f"{path}?{rubbish}")
    searched, oddly = client.get("/search/?q=水壶"), client.get(f"/search/?q=水壶&{rubbish}")

    assert (odd.status_code, oddly.status_code) == (200, 200)
    assert body(odd) == body(plain)
    assert body(oddly) == body(searched)


def body(response):
    """The page from its content on: the header repeats the address that it was asked for by."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "path",
    [
        *("/list/{pk}/0/", "/list/{pk}/2/", "/list/{pk}/101/", "/list/999/1/", f"/list/{10**30}/1/", "/list/{pk}/"),
        *("/search/?q=水壶&page=0", "/search/?q=水壶&page=2", "/search/?q=水壶&page=101", "/search/?q=水壶&page=x"),
    ],
)
def test_page_that_does_not_exist_is_not_found(client, kettles, path):
    assert client.get(path.format(pk=kettles[0].category_id)).status_code == 404


def test_links_of_filters_work_and_are_not_for_robots(client, kettles):
    page = client.get(list_of(kettles)).content.decode()

    links = re.findall(r'<a class="filters__choice" href="([^"]+)" rel="nofollow">([^<]+) <span', page)
    assert [text for _href, text in links] == ["青禾", "1L", "2L", "3L", "仅看有货"]
    assert shown(client.get(html.unescape(links[2][0]))) == ["青禾电水壶 2L"]


def test_pages_of_a_list_know_their_neighbours_and_their_address(client, index_catalogue, settings):
    settings.PUBLIC_BASE_URL = "https://mall.example/"
    skus = SKUFactory.create_batch(31, spu=SPUFactory())
    index_catalogue()
    path = list_of(skus)

    first = client.get(path).content.decode()
    second = client.get(path.replace("/1/", "/2/"), {"stock": "1"}).content.decode()

    assert f'<link rel="canonical" href="https://mall.example{path}">' in first
    assert f'<link rel="next" href="{path[:-2]}2/">' in first
    assert f'<link rel="canonical" href="https://mall.example{path}">' in second
    assert f'<link rel="prev" href="{path}?stock=1">' in second


def test_list_stays_light(client, index_catalogue):
    category = CategoryFactory(parent=CategoryFactory(parent=CategoryFactory()))
    for number in range(30):
        spu = SPUFactory(category=category, brand=BrandFactory())
        SKUFactory(
            spu=spu,
            name=f"一件名字相当长而且各不相同的商品 {number:040d}",
            caption=f"还有一句不短的副标题，第 {number:040d} 句",
            options={f"规格{n}": f"选项 {number}-{n}" for n in range(8)},
        )
    index_catalogue()

    response = client.get(f"/list/{category.pk}/1/")

    assert len(shown(response)) == 30
    assert len(gzip.compress(response.content)) <= 30_000


def test_stock_of_a_card_is_the_truth_of_the_database(client, kettles):
    for sku, stock in zip(kettles, (0, 3, 50), strict=True):
        SKU.objects.filter(pk=sku.pk).update(stock=stock, sales=1234)

    page = client.get(list_of(kettles), {"sort": "price"}).content.decode()

    assert re.findall(r"暂时缺货|仅剩 \d+ 件|已售 [\d,]+", page) == ["暂时缺货", "仅剩 3 件", "已售 1,234"]


def test_names_are_text_and_not_markup(client, index_catalogue):
    evil = "<script>alert(1)</script>"
    spu = SPUFactory(category__name=evil[:30], brand__name=evil)
    SKUFactory(spu=spu, name=evil, caption=evil, options={"<b>": '"><script>alert(1)'})
    index_catalogue()
    forget_pages()

    pages = [client.get(f"/list/{spu.category_id}/1/"), client.get("/search/", {"q": evil + ' "><b onclick=x>'})]

    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<b" not in body(page).replace("<button", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0].content.decode()


def test_search_says_what_it_searched_for_instead(client, index_catalogue):
    SKUFactory(name="iPhone 15 手机")
    index_catalogue()

    response = client.get("/search/", {"q": "iphnoe"})

    assert shown(response) == ["iPhone 15 手机"]
    assert "没有找到“iphnoe”，以下是“iphone”的结果。" in response.content.decode()
    assert 'name="q" value="iphnoe"' in response.content.decode()


def test_words_stay_in_the_search_box(client, kettles):
    page = client.get("/search/", {"q": '电水壶 "1L"'}).content.decode()

    assert 'name="q" value="电水壶 &#34;1L&#34;"' in page
    assert "<title>搜索“电水壶 &#34;1L&#34;” · 美多商城</title>" in page


def test_search_without_words_asks_for_some(client, kettles):
    response = client.get("/search/", {"q": "  "}, follow=True)

    assert response.redirect_chain == [("/search/start/", 302)]
    assert "想找点什么？" in response.content.decode()
    assert len(shown(response)) == 1  # of one product


def test_without_an_index_the_search_says_to_come_back(client):
    response = client.get("/search/", {"q": "手机"})

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "搜索正在整理货架" in response.content.decode()
    assert 'value="手机"' in response.content.decode()
    assert client.get("/search/", follow=True).status_code == 200


def test_without_an_index_the_list_shows_the_newest_goods_and_says_so(client):
    spu = SPUFactory()
    old, new = SKUFactory.create_batch(2, spu=spu)
    SKUFactory(spu=spu, is_launched=False)

    response = client.get(f"/list/{spu.category_id}/1/", {"sort": "price"})

    assert shown(response) == [new.name, old.name]
    assert "筛选和排序暂时用不了" in response.content.decode()
    assert client.get(f"/list/{spu.category_id}/2/").status_code == 404


def test_suggestions_are_a_json_list(client, kettles):
    response = client.get("/search/suggest/", {"q": "青禾电"})

    assert response.status_code == 200
    assert response.json() == ["青禾电水壶"]
    assert client.get("/search/suggest/", {"q": " "}).json() == []


def test_suggestions_without_an_index_are_none(client):
    response = client.get("/search/suggest/", {"q": "手"})

    assert (response.status_code, response.json(), response["Retry-After"]) == (503, [], "30")


def test_suggestions_are_limited_per_address(client, kettles):
    answers = [client.get("/search/suggest/", {"q": "青"}) for _ in range(121)]
    other = client.get("/search/suggest/", {"q": "青"}, REMOTE_ADDR="198.51.100.7")

    assert [answer.status_code for answer in answers] == [200] * 120 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/list/1/1/", "/search/", "/search/suggest/"])
def test_pages_are_only_read(client, path):
    response = client.post(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
