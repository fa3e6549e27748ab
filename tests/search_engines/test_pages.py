"""What pages say of themselves to search engines and other sites, in both languages."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from goods.models import SKU, Category
from goods.tests.factories import SKUFactory
from tests.crawling import World, every_path
from tests.searching import BASE, alternates_of, canonical_of, found, meta, pages_of, path_of, text_of

pytestmark = pytest.mark.django_db


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
