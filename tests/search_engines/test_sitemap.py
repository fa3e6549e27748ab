"""The sitemap and robots.txt."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django_redis import get_redis_connection

from goods import filters
from goods.index import Request, Sort
from goods.models import SKU
from goods.queries import sitemap
from goods.tests.factories import SKUFactory, SPUFactory
from tests.crawling import World, every_path
from tests.searching import BASE, addresses_in, canonical_of, listed, meta, pages_of, path_of, text_of

pytestmark = pytest.mark.django_db


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
    SKUFactory(pk=5)
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

    assert len(addresses_in(client, "/sitemap-goods-0.xml")) == 2  # the next id is in the next file
    numbers = [0, 1, 7, 2**40 // sitemap.PART]
    assert [address for address, _moment in files] == [f"{BASE}/sitemap-goods-{number}.xml" for number in numbers]
    assert {address for address, _moment in inside} == {
        f"{BASE}{prefix}/detail/{7 * sitemap.PART + 3}/" for prefix in ("", "/en")
    }


@pytest.mark.parametrize("count", [1, 3])
def test_files_take_as_many_queries_however_much_they_list(client, django_assert_num_queries, count):
    for pk in range(1, count + 1):  # MariaDB goes on after the highest id that any test has written
        SKUFactory(pk=pk)

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
    gone, stays = SKUFactory(pk=5), SKUFactory(pk=6)
    SKU.objects.filter(pk=gone.pk).update(is_launched=False, updated_at=timezone.now())

    addresses = [address for address, _moment in addresses_in(client, "/sitemap-goods-0.xml")]

    assert addresses == [f"{BASE}/detail/{stays.pk}/", f"{BASE}/en/detail/{stays.pk}/"]


def test_sitemap_is_sent_again_only_when_it_changed(client):
    sku = SKUFactory(pk=5)
    first = client.get("/sitemap-goods-0.xml", headers={"Accept-Encoding": "gzip"})

    same = client.get("/sitemap-goods-0.xml", headers={"If-None-Match": first["ETag"]})
    SKU.objects.filter(pk=sku.pk).update(updated_at=datetime(2026, 11, 1, tzinfo=UTC))
    other = client.get("/sitemap-goods-0.xml", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, other.status_code) == (200, 304, 200)
    assert (first["Content-Encoding"], first["Content-Type"]) == ("gzip", "application/xml")
    assert (first["Cache-Control"], first["X-Robots-Tag"]) == ("public, max-age=3600", "noindex")
    assert first.cookies == {}


def test_index_is_read_anew_by_one_process_an_hour(client, django_assert_num_queries):
    SKUFactory(pk=5)
    client.get("/sitemap.xml")
    SKUFactory(pk=sitemap.PART)

    with django_assert_num_queries(0):
        before = addresses_in(client, "/sitemap.xml")
    get_redis_connection("default").delete("sitemap:turn")
    after = addresses_in(client, "/sitemap.xml")

    assert (len(before), len(after)) == (3, 4)


def robots_of(client):
    """The rules as search engines read them: the longest that fits decides, * is anything (RFC 9309)."""
    text = text_of(client, "/robots.txt")
    rules = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")]
    return [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in rules], text


def test_robots_may_read_the_mall_and_are_shown_the_sitemap(client, shop):
    rules, text = robots_of(client)

    goods_file = f"/sitemap-goods-{shop.skus.latest('pk').pk // sitemap.PART}.xml"
    wanted = [*pages_of(shop), *map(path_of, listed(client)), "/sitemap.xml", goods_file]
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
