"""Addresses in English: what answers there, and what the visitor takes along."""

from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import set_script_prefix
from django.utils import translation

from goods.tests.factories import SKUFactory
from utils.languages import addresses_of, english_addresses

pytestmark = pytest.mark.django_db

PAGES = ("/", "/terms/", "/privacy/", "/categories/")
NOT_THERE = (
    "/login/",
    "/info/",
    "/admin/",
    "/search/",
    "/search/suggest/",
    "/detail/1/mine/",
    "/static/css/mall.css",
    "/media/a.webp",
    "/healthz",
    "/robots.txt",
    "/sandbox/",
    "/preferences/",
    "/en/",
    "/en/terms/",
    "//evil.example/",
    "/%2Fevil.example",
    "/%5Cevil.example/",
    "/no-such-page/",
)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def language_of(response):
    return response.content.decode().partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize("language", ["", "zh-CN,zh;q=0.9", "de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_behind_en_is_english_for_everybody(client, path, language):
    for _cold_then_warm in range(2):
        response = client.get(f"/en{path}", headers={"Accept-Language": language})

        assert (response.status_code, language_of(response)) == (200, "en")
        assert response["Content-Language"] == "en"
        client.cookies.clear()


def test_plain_page_is_chinese_for_who_asks_for_nothing(client):
    assert language_of(client.get("/")) == "zh-Hans"
    assert language_of(client.get("/", headers={"Accept-Language": "en"})) == "en"


def test_english_address_is_served_from_the_memory_of_the_plain_one(client, django_assert_num_queries):
    plain = client.get("/terms/", headers={"Accept-Language": "en"})

    with django_assert_num_queries(0):
        english = client.get("/en/terms/")

    assert english.content == plain.content
    assert english["ETag"] == plain["ETag"]


def test_visitor_who_followed_an_english_link_goes_on_in_english(client):
    response = client.get("/en/terms/", headers={"Accept-Language": "zh-CN"})

    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == ("en", "", "Lax", True)
    assert language_of(client.get("/login/", headers={"Accept-Language": "zh-CN"})) == "en"


@pytest.mark.parametrize("chosen", ["en", "zh-hans"])
def test_visitor_who_has_chosen_a_language_keeps_the_cookie_as_it_is(client, chosen):
    client.cookies["django_language"] = chosen

    assert client.get("/en/terms/").cookies == {}


def test_page_that_has_not_changed_is_not_sent_again(client):
    etag = client.get("/en/terms/")["ETag"]
    client.cookies.clear()

    response = client.get("/en/terms/", headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.cookies["django_language"].value == "en"


@pytest.mark.parametrize("switch", ["switches", "toggles"])
def test_switch_to_chinese_on_an_english_address_ends_on_the_plain_one(client, switch):
    sku = SKUFactory()
    page = client.get(f"/en/detail/{sku.pk}/?from=friend").content.decode()
    form = page.partition(f'<form class="{switch}"')[2]

    target = form.partition('name="next" value="')[2].partition('"')[0]
    response = client.post("/preferences/", {"next": target, "language": "zh-hans"}, follow=True)

    assert response.redirect_chain == [(f"/detail/{sku.pk}/?from=friend", 302)]
    assert language_of(response) == "zh-Hans"


def test_links_on_an_english_address_are_plain(client):
    assert 'href="/en/' not in client.get("/en/").content.decode()


@pytest.mark.parametrize("path", NOT_THERE)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_what_search_engines_do_not_list_has_no_english_address(client, path, method):
    response = getattr(client, method)(f"/en{path}")

    assert (response.status_code, response.cookies) == (404, {})
    assert method == "head" or language_of(response) == "en"


def test_missing_goods_are_missing_in_english_and_leave_no_cookie(client):
    response = client.get("/en/detail/999999/")

    assert (response.status_code, language_of(response), response.cookies) == (404, "en", {})


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_english_page_takes_no_other_method_than_the_plain_one(client, method):
    response = getattr(client, method)("/en/terms/")

    assert (response.status_code, response["Allow"], response.cookies) == (405, "GET, HEAD", {})


def test_head_of_an_english_page_has_no_body(client):
    response = client.head("/en/terms/")

    assert (response.status_code, response.content, response["Content-Language"]) == (200, b"", "en")


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/en", "/en/"),
        ("/en?a=%2F%2Fevil.example", "/en/?a=%2F%2Fevil.example"),
        ("/en/terms", "/en/terms/"),
        ("/en/list/3/1?q=1", "/en/list/3/1/?q=1"),
    ],
)
def test_forgotten_last_slash_is_added_without_losing_the_language(client, asked, target):
    response = client.get(asked)

    assert (response.status_code, response["Location"]) == (301, target)
    assert client.post(asked).status_code == 404


@pytest.mark.parametrize("path", ["/english/", "/enter", "/EN/", "/en-us/terms/", quote("/ｅｎ/terms/")])
def test_addresses_that_only_look_alike_are_left_alone(client, path):
    response = client.get(path)

    assert (response.status_code, language_of(response)) == (404, "zh-Hans")


def test_https_redirect_keeps_the_english_address(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/en/terms/?a=1")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/en/terms/?a=1")


def test_addresses_do_not_depend_on_the_host_and_know_the_language(settings):
    settings.PUBLIC_BASE_URL = "https://mall.example/"

    chinese = addresses_of("/list/3/2/")
    with translation.override("en"):
        english = addresses_of("/list/3/2/")

    plain, prefixed = "https://mall.example/list/3/2/", "https://mall.example/en/list/3/2/"
    assert chinese == (plain, (("zh-Hans", plain), ("en", prefixed), ("x-default", plain)), "zh_CN", "en_US")
    assert english == (prefixed, chinese.alternates, "en_US", "zh_CN")


@pytest.fixture
def below_mall():
    set_script_prefix("/mall/")
    yield
    set_script_prefix("/")


@pytest.mark.usefixtures("below_mall")
def test_mall_below_a_folder_of_a_site_keeps_the_folder_first(settings):
    settings.PUBLIC_BASE_URL = "https://site.example/"
    seen = []
    request = RequestFactory().get("/en/terms/", SCRIPT_NAME="/mall")

    english_addresses(lambda request: seen.append((request.path, request.path_info)) or HttpResponse())(request)

    assert seen == [("/mall/terms/", "/terms/")]
    assert addresses_of("/mall/terms/").alternates[1] == ("en", "https://site.example/mall/en/terms/")
