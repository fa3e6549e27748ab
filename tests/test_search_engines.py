"""What search engines find: every page in both languages, the sitemap, robots.txt, and what pages say of themselves."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from contents.tests.factories import ContentFactory
from goods import filters
from goods.index import Request, Sort
from goods.models import SKU, Category
from goods.queries import sitemap
from goods.tests.factories import CategoryFactory, SKUFactory, SPUFactory
from tests.crawling import World, every_path
from utils.page_cache import forget_pages

pytestmark = pytest.mark.django_db

BASE = "https://mall.example"
WIDTHS = [{"name": f"goods/a-{width}.webp", "width": width, "height": width} for width in (480, 960)]
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _public_site(settings):
    settings.PUBLIC_BASE_URL = f"{BASE}/"
    settings.SEARCH_ENGINES_WELCOME = True


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def shop(index_catalogue):
    """A list of two pages, a picture on the home page, an empty category, and goods that left the shelf."""
    spu = SPUFactory(name="青禾电水壶", brand__name="青禾")
    for number in range(31):
        SKUFactory(spu=spu, name=f"青禾电水壶 {number}L", caption=f"{number} 分钟烧开", renditions=WIDTHS)
    SKUFactory(spu=spu, is_launched=False)
    CategoryFactory(name="空空的类别")
    ContentFactory(category__key="index_lbt", renditions=WIDTHS)
    index_catalogue()
    return spu


def text_of(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def found(pattern, page):
    return [unescape(each) for each in re.findall(pattern, page)]


def canonical_of(page):
    [address] = found(r'<link rel="canonical" href="([^"]+)">', page)
    return address


def alternates_of(page):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))


def meta(page, name):
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)).get(name)


def path_of(address):
    assert address.startswith(f"{BASE}/")
    return address.removeprefix(BASE)


def addresses_in(client, path):
    """The addresses that a file of the sitemap lists, with the moments of their changes."""
    root = ElementTree.fromstring(client.get(path).content)  # noqa: S314 - our own
    return [(each.findtext(f"{XML}loc"), each.findtext(f"{XML}lastmod")) for each in root]


def listed(client):
    """Every address of every file that the sitemap's index names."""
    files = [path_of(address) for address, _moment in addresses_in(client, "/sitemap.xml")]
    return [address for path in files for address, _moment in addresses_in(client, path)]


def pages_of(shop):
    goods = [f"/detail/{pk}/" for pk in shop.skus.filter(is_launched=True).values_list("pk", flat=True)[:2]]
    steps = (shop.category, shop.category.parent, shop.category.parent.parent)
    lists = [f"/list/{step.pk}/{page}/" for step in steps for page in (1, 2)]
    return ["/", "/terms/", "/privacy/", "/categories/", *lists, *goods]


def test_every_page_and_its_other_language_name_each_other(client, shop):
    for path in pages_of(shop):
        page = text_of(client, path)
        expected = {"zh-Hans": BASE + path, "en": f"{BASE}/en{path}", "x-default": BASE + path}

        assert (canonical_of(page), alternates_of(page)) == (BASE + path, expected)
        for language, address in expected.items():
            other = text_of(Client(), path_of(address))
            assert alternates_of(other) == expected
            assert canonical_of(other) == address
            assert found(r'<html lang="([^"]+)"', other) == [language.replace("x-default", "zh-Hans")]


def test_english_reader_of_a_plain_address_is_told_the_english_one(client, shop):
    page = text_of(client, "/terms/", accept_language="en")

    assert canonical_of(page) == f"{BASE}/en/terms/"


def test_pages_know_their_address_whatever_host_was_asked(client):
    first = text_of(client, "/en/", host="one.example")
    second = text_of(client, "/en/", host="two.example")

    assert canonical_of(first) == canonical_of(second) == f"{BASE}/en/"
    assert "one.example" not in first + second


def test_parts_of_a_list_are_known_by_the_whole_list(client, shop):
    path = f"/list/{shop.category_id}/"

    for query in (f"1/?brand={shop.brand_id}", "2/?stock=1", "2/?sort=price", "1/?min=1&spec=x:y"):
        page = text_of(client, path + query)
        assert (canonical_of(page), alternates_of(page)) == (f"{BASE}{path}1/", {}), query
    assert canonical_of(text_of(client, f"/list/0{shop.category_id}/02/")) == f"{BASE}/list/{shop.category_id}/2/"
    assert canonical_of(text_of(client, f"/en{path}2/?utm_source=friend")) == f"{BASE}/en{path}2/"


def test_what_nobody_should_find_says_so_and_has_no_address_for_it(client, shop):
    gone = SKU.objects.get(is_launched=False)
    empty = Category.objects.get(name="空空的类别")

    for path in ("/login/", "/register/", "/password/reset/", f"/detail/{gone.pk}/", f"/list/{empty.pk}/1/"):
        page = text_of(client, path)
        assert meta(page, "robots") == "noindex", path
        assert 'rel="canonical"' not in page
        assert 'rel="alternate"' not in page
    assert meta(text_of(client, "/search/?q=水壶"), "robots") == "noindex, follow"
    assert meta(client.get("/no-such-page/").content.decode(), "robots") == "noindex"


def test_only_pages_that_have_an_address_per_language_lack_the_word_noindex(index_catalogue, client):
    world = World()
    world.values["category_id"] = world.sku.category_id  # a list without goods is not for search engines either
    index_catalogue()
    client.force_login(world.alice)

    for path, name, pattern in every_path(world):
        response = client.get(path)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        if "<html" in page and not name.startswith("admin:"):
            assert (meta(page, "robots") is None) == hasattr(pattern.callback, "in_each_language"), path


def test_titles_and_descriptions_are_of_their_page_alone(client, shop):
    SKUFactory(spu__category__parent=shop.category.parent, spu__category__name="茶壶", spu__category__level=3)
    for prefix in ("", "/en"):
        pages = [text_of(Client(), prefix + path) for path in pages_of(shop) if "/list/" not in path or "/1/" in path]
        pages.append(text_of(Client(), f"{prefix}/list/{shop.category_id}/2/"))

        titles = [found(r"<title>(.*?)</title>", page)[0] for page in pages]
        descriptions = [unescape(meta(page, "description")) for page in pages]

        assert len(set(titles)) == len(titles)
        assert len(set(descriptions)) == len(descriptions)
        assert [each for each in titles if "\n" in each or "  " in each] == []
        assert [each for each in descriptions if not 12 <= len(each) <= 160 or "\n" in each] == []


def test_list_tells_its_way_and_what_it_has(client, shop):
    path = f"/list/{shop.category_id}/2/"
    page = text_of(client, path)
    names = [step.name for step in (shop.category, shop.category.parent, shop.category.parent.parent)]

    assert found(r"<title>(.*?)</title>", page) == [f"{' · '.join(names)}（第 2 页） · 美多商城"]
    expected = f"{shop.category.name}，共 31 件商品：青禾电水壶 0L。明码实价，七天无理由退货。"
    assert unescape(meta(page, "description")) == expected


@pytest.mark.parametrize(("prefix", "locale", "other"), [("", "zh_CN", "en_US"), ("/en", "en_US", "zh_CN")])
def test_other_sites_show_a_picture_and_the_address_of_their_language(client, shop, prefix, locale, other):
    for path in pages_of(shop):
        page = text_of(client, prefix + path)

        assert meta(page, "og:url") == canonical_of(page) == BASE + prefix + path
        assert (meta(page, "og:locale"), meta(page, "og:locale:alternate")) == (locale, other)
        assert meta(page, "og:title")
        assert meta(page, "og:description") == meta(page, "description")
        if path not in ("/terms/", "/privacy/", "/categories/"):
            assert meta(page, "og:image") == f"{BASE}/media/goods/a-960.webp", path


def structured_of(page):
    [words] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return {each["@type"]: each for each in json.loads(words)}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_product_has_what_search_engines_require_of_one(client, shop, prefix):
    sku = shop.skus.filter(is_launched=True).first()

    told = structured_of(text_of(client, f"{prefix}/detail/{sku.pk}/"))

    product, offer = told["Product"], told["Product"]["offers"]
    assert set(product) >= {"@context", "name", "image", "description", "sku", "brand", "offers"}
    assert product["image"] == [f"{BASE}/media/goods/a-960.webp"]
    assert offer["url"] == f"{BASE}{prefix}/detail/{sku.pk}/"
    assert re.fullmatch(r"\d+\.\d\d", offer["price"])
    assert re.fullmatch(r"[A-Z]{3}", offer["priceCurrency"])
    assert offer["availability"] in {f"https://schema.org/{word}" for word in ("InStock", "LimitedAvailability")}
    assert_breadcrumb(told["BreadcrumbList"], prefix, last=f"/detail/{sku.pk}/", length=4)


def test_product_without_pictures_claims_none(client, index_catalogue):
    told = structured_of(text_of(client, f"/detail/{SKUFactory().pk}/"))

    assert "image" not in told["Product"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_list_has_the_way_to_it(client, shop, prefix):
    told = structured_of(text_of(client, f"{prefix}/list/{shop.category_id}/2/"))

    assert set(told) == {"BreadcrumbList"}
    assert_breadcrumb(told["BreadcrumbList"], prefix, last=f"/list/{shop.category_id}/1/", length=4)
    assert told["BreadcrumbList"]["itemListElement"][0]["name"] == ("Home" if prefix else "首页")


def assert_breadcrumb(breadcrumb, prefix, *, last, length):
    steps = breadcrumb["itemListElement"]
    assert breadcrumb["@context"] == "https://schema.org"
    assert [step["@type"] for step in steps] == ["ListItem"] * length
    assert [step["position"] for step in steps] == list(range(1, length + 1))
    assert all(step["name"] and step["item"].startswith(f"{BASE}{prefix}/") for step in steps)
    assert steps[-1]["item"] == f"{BASE}{prefix}{last}"


def test_sitemap_lists_every_page_once_in_each_language_and_nothing_else(client, shop):
    steps = (shop.category, shop.category.parent, shop.category.parent.parent)
    goods = [f"/detail/{pk}/" for pk in shop.skus.filter(is_launched=True).values_list("pk", flat=True)]
    paths = ["/", "/terms/", "/privacy/", "/categories/", *(f"/list/{step.pk}/1/" for step in steps), *goods]

    assert sorted(listed(client)) == sorted(BASE + prefix + path for path in paths for prefix in ("", "/en"))


def test_every_address_of_the_sitemap_is_the_canonical_one_of_a_page(client, shop):
    for address in listed(client):
        page = text_of(Client(), path_of(address))

        assert (canonical_of(page), meta(page, "robots")) == (address, None)


def test_sitemap_tells_when_goods_changed(client):
    SKUFactory()
    SKU.objects.update(updated_at=datetime(2026, 11, 1, 8, 30, tzinfo=UTC))

    [(address, moment), _english] = addresses_in(client, "/sitemap-goods-0.xml")
    *_others, (file, changed_at) = addresses_in(client, "/sitemap.xml")

    assert (address, moment) == (f"{BASE}/detail/{SKU.objects.get().pk}/", "2026-11-01T08:30:00+00:00")
    assert (file, changed_at) == (f"{BASE}/sitemap-goods-0.xml", "2026-11-01T08:30:00+00:00")


def test_goods_stay_in_the_file_of_their_range(client, django_assert_num_queries):
    spu = SPUFactory()
    for pk in (sitemap.PART - 1, sitemap.PART, 7 * sitemap.PART + 3, 2**40):
        SKUFactory(pk=pk, spu=spu)

    with django_assert_num_queries(1):
        [_pages, _categories, *files] = addresses_in(client, "/sitemap.xml")
    with django_assert_num_queries(1):
        inside = addresses_in(client, "/sitemap-goods-7.xml")

    numbers = [0, 1, 7, 2**40 // sitemap.PART]
    assert [address for address, _moment in files] == [f"{BASE}/sitemap-goods-{number}.xml" for number in numbers]
    assert {address for address, _moment in inside} == {
        f"{BASE}{prefix}/detail/{7 * sitemap.PART + 3}/" for prefix in ("", "/en")
    }


@pytest.mark.parametrize("count", [1, 3])
def test_files_take_as_many_queries_however_much_they_list(client, django_assert_num_queries, count):
    SKUFactory.create_batch(count)
    forget_pages()

    for path, queries in (("", 1), ("", 0), ("-pages", 0), ("-categories", 2), ("-goods-0", 1)):
        with django_assert_num_queries(queries):
            assert client.get(f"/sitemap{path}.xml").status_code == 200


def test_file_stays_within_what_search_engines_read():
    longest = len(f"<url><loc>{BASE}/en/detail/{2**40}/</loc><lastmod>2026-11-01T08:30:00+00:00</lastmod></url>\n")

    assert 2 * sitemap.PART <= 50_000
    assert 2 * sitemap.PART * longest < 50 * 1024 * 1024


@pytest.mark.parametrize("part", [1, 2**62, 10**30])
def test_file_without_goods_is_not_there(client, part):
    SKUFactory(is_launched=False, pk=sitemap.PART)

    assert client.get(f"/sitemap-goods-{part}.xml").status_code == 404


def test_goods_that_left_the_shelf_left_the_sitemap(client):
    gone, stays = SKUFactory(), SKUFactory()
    SKU.objects.filter(pk=gone.pk).update(is_launched=False, updated_at=timezone.now())

    addresses = [address for address, _moment in addresses_in(client, "/sitemap-goods-0.xml")]

    assert addresses == [f"{BASE}/detail/{stays.pk}/", f"{BASE}/en/detail/{stays.pk}/"]


def test_sitemap_is_sent_again_only_when_it_changed(client):
    sku = SKUFactory()
    first = client.get("/sitemap-goods-0.xml", headers={"Accept-Encoding": "gzip"})

    same = client.get("/sitemap-goods-0.xml", headers={"If-None-Match": first["ETag"]})
    SKU.objects.filter(pk=sku.pk).update(updated_at=datetime(2026, 11, 1, tzinfo=UTC))
    other = client.get("/sitemap-goods-0.xml", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, other.status_code) == (200, 304, 200)
    assert (first["Content-Encoding"], first["Content-Type"]) == ("gzip", "application/xml")
    assert (first["Cache-Control"], first["X-Robots-Tag"]) == ("public, max-age=3600", "noindex")
    assert first.cookies == {}


def test_index_is_read_anew_by_one_process_an_hour(client, django_assert_num_queries, redis_default):
    SKUFactory(pk=5)
    client.get("/sitemap.xml")
    SKUFactory(pk=sitemap.PART)

    with django_assert_num_queries(0):
        before = addresses_in(client, "/sitemap.xml")
    redis_default.delete("sitemap:turn")
    after = addresses_in(client, "/sitemap.xml")

    assert (len(before), len(after)) == (3, 4)


@pytest.fixture
def redis_default():
    from django_redis import get_redis_connection

    return get_redis_connection("default")


def robots_of(client):
    """The rules as search engines read them: the longest that fits decides, * is anything (RFC 9309)."""
    text = text_of(client, "/robots.txt")
    rules = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")]
    return [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in rules], text


def test_robots_may_read_the_mall_and_are_shown_the_sitemap(client, shop):
    rules, text = robots_of(client)

    wanted = [*pages_of(shop), *map(path_of, listed(client)), "/sitemap.xml", "/sitemap-goods-0.xml"]
    wanted += ["/static/css/mall.css", "/media/goods/a-960.webp", "/list/1/1/?utm_source=friend", "/login/"]
    assert [path for path in wanted if any(rule.match(path) for rule in rules)] == []
    assert text.startswith("User-agent: *\nDisallow: ")
    assert text.endswith(f"\n\nSitemap: {BASE}/sitemap.xml\n")


def test_robots_are_kept_from_filters_sorts_and_searches(client):
    rules, _text = robots_of(client)
    everything = Request(category_id=7, brand_ids=(1,), specifications=(("颜色", "红"),), min_price=Decimal(1))
    everything = replace(everything, max_price=Decimal(2), in_stock=True, sort=Sort.NEW)
    choices = [name for name, _value in filters.chosen_pairs(everything)]

    asked = [f"/list/7/1/?{before}{name}=1" for name in choices for before in ("", "utm_source=friend&")]
    asked += [f"/en{path}" for path in asked] + ["/search/?q=x", "/search/start/"]

    assert len(choices) == 6
    assert [path for path in asked if not any(rule.match(path) for rule in rules)] == []


def test_no_page_is_open_to_robots_by_oversight(client, settings):
    settings.MEDIA_ROOT = settings.BASE_DIR / "no-such-folder"
    rules, _text = robots_of(client)

    open_to_robots = {
        name
        for path, name, pattern in every_path(World())
        if not any(rule.match(path) for rule in rules) and not name.startswith("sandbox:")
        if getattr(pattern.callback, "access", "") == "signed in" or not hasattr(pattern.callback, "in_each_language")
    }

    assert open_to_robots == {
        *("users:login", "users:register", ""),  # pages that say noindex, and media files
        *("robots", "sitemap", "sitemap_pages", "sitemap_categories", "sitemap_goods"),
    }


def test_copy_for_trying_things_out_wants_no_robot(client, settings):
    settings.SEARCH_ENGINES_WELCOME = False

    assert text_of(client, "/robots.txt") == "User-agent: *\nDisallow: /\n"
