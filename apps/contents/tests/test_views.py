import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from goods.tests.factories import make_menu

from .factories import ContentFactory

pytestmark = pytest.mark.django_db


def fill_home(floors):
    make_menu(groups=floors)
    for key in ("index_lbt", "index_kx", "index_ytgg"):
        ContentFactory.create_batch(floors, category__key=key)
    for floor in range(1, floors + 1):
        for part in ("logo", "pd", "bq", "ssxp", "cxdj"):
            ContentFactory.create_batch(2, category__key=f"index_{floor}f_{part}")


@pytest.mark.parametrize("floors", [1, 11])
def test_home_page_takes_three_queries_cold_and_none_warm(client, django_assert_num_queries, floors):
    fill_home(floors)

    with django_assert_num_queries(3):
        cold = client.get("/")
    with django_assert_num_queries(0):
        warm = client.get("/")

    assert cold.status_code == 200
    assert cold.content == warm.content


def test_signed_in_visitor_costs_only_their_own_query(client, django_assert_num_queries, django_user_model):
    fill_home(1)
    client.get("/")
    client.force_login(django_user_model.objects.create_user("alice", mobile="13800000000"))

    with django_assert_num_queries(1):
        response = client.get("/")

    assert "alice" in response.content.decode()


def test_home_page_shows_what_the_slots_hold(client):
    for key in ("index_lbt", "index_kx", "index_ytgg", "index_1f_logo", "index_1f_pd", "index_1f_bq", "index_1f_new"):
        ContentFactory(category__key=key, title=f"标题-{key}", url=f"/list/7/1/?from={key}")

    page = client.get("/").content.decode()

    for key in ("index_lbt", "index_kx", "index_ytgg", "index_1f_logo", "index_1f_pd", "index_1f_bq", "index_1f_new"):
        assert f"标题-{key}" in page
        assert f"/list/7/1/?from={key}" in page


def test_planned_content_appears_and_disappears_by_itself(client):
    soon = timezone.now() + timedelta(seconds=1)
    ContentFactory(title="马上开始", starts_at=soon)
    ContentFactory(title="马上结束", ends_at=soon)

    before = client.get("/").content.decode()
    while timezone.now() < soon:
        pass
    after = client.get("/").content.decode()

    assert ("马上开始" in before, "马上结束" in before) == (False, True)
    assert ("马上开始" in after, "马上结束" in after) == (True, False)


def test_titles_are_text_and_not_markup(client):
    ContentFactory(title="<script>alert(1)</script>", category__key="index_kx")

    assert "<script>alert" not in client.get("/").content.decode()


def test_home_page_is_in_the_language_theme_and_size_of_the_visitor(client):
    chinese = client.get("/").content.decode()
    client.cookies["django_language"] = "en"
    client.cookies["theme"] = "dark"
    client.cookies["size"] = "elder"
    english = client.get("/").content.decode()

    assert '<html lang="zh-Hans">' in chinese
    assert '<html lang="en" data-theme="dark" data-size="elder">' in english


def test_home_page_is_zipped_once_and_never_kept_by_others(client):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= {each.strip() for each in packed["Vary"].split(",")}


def headers_of(response):
    every_answer = {"X-Request-ID"}
    headers = {name: value for name, value in response.headers.items() if name not in every_answer}
    return headers | {"Vary": sorted(part.strip() for part in headers["Vary"].split(","))}


def test_stranger_with_an_old_session_gets_the_same_page_by_the_longer_way(client):
    client.get("/")
    short = client.get("/")
    client.cookies["sessionid"] = "expired"
    long = client.get("/")

    assert long.content == short.content
    assert headers_of(long) == headers_of(short)


def test_kept_page_is_not_served_to_hosts_that_are_not_ours(client, settings):
    settings.ALLOWED_HOSTS = ["mall.example"]
    client.get("/", headers={"Host": "mall.example"})

    assert client.get("/", headers={"Host": "mall.example"}).status_code == 200
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_kept_page_carries_the_security_headers(client):
    client.get("/")
    response = client.get("/")

    assert response["Content-Security-Policy"].startswith("default-src 'self'")
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_home_page_sets_no_cookie_for_strangers(client):
    assert client.get("/").cookies == {}


@pytest.mark.parametrize("path", ["/terms/", "/privacy/"])
def test_terms_and_privacy_need_no_database(client, django_assert_num_queries, path):
    with django_assert_num_queries(0):
        response = client.get(path)

    assert response.status_code == 200
    assert "<h1" in response.content.decode()
