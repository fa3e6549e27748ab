import re

import pytest

from .factories import SKUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettles(index_catalogue):
    for name, sales in (("青禾电水壶", 2), ("青禾<b>电饭煲", 1)):
        SKUFactory(name=name, spu__name=name, sales=sales)
    index_catalogue()


def test_suggestions_for_the_box_are_options_that_lead_to_their_search(client, kettles):
    response = client.get("/search/suggestions/", {"q": "qinghe"})

    options = re.findall(
        r'<a [^>]*id="(suggestion-\d)" role="option"[^>]* href="([^"]+)"[^>]*>([^<]+)</a>', text(response)
    )
    assert [(key, name) for key, _href, name in options] == [
        ("suggestion-1", "青禾电水壶"),
        ("suggestion-2", "青禾&lt;b&gt;电饭煲"),
    ]
    assert [client.get(href).status_code for _key, href, _name in options] == [200, 200]
    assert re.findall('data-count="([^"]+)"', text(response)) == ["2 条建议，按上下方向键选择"]


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("words", ["", " \x00", "潜水艇", "<script>", "%", "啊" * 5000])
def test_box_gets_nothing_for_words_that_begin_nothing(client, kettles, words):
    response = client.get("/search/suggestions/", {"q": words})

    assert (response.status_code, response.content) == (200, b"")


def test_browser_may_remember_suggestions_for_a_minute(client, kettles):
    response = client.get("/search/suggestions/", {"q": "qing"})

    assert response["Cache-Control"] == "private, max-age=60"
    assert "Accept-Language" in response["Vary"]


def test_box_gets_nothing_without_an_index(client):
    response = client.get("/search/suggestions/", {"q": "手"})

    assert (response.status_code, response.content, response["Retry-After"]) == (503, b"", "30")
    assert "Cache-Control" not in response


def test_search_that_finds_nothing_offers_what_begins_alike(client, kettles, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = text(client.get("/search/", {"q": "qinghexyzz"}))

    names = re.findall(r'<a class="pill" href="(/search/[^"]+)">([^<]+)</a>', page)
    assert [name for _href, name in names] == ["青禾电水壶", "青禾&lt;b&gt;电饭煲"]
    assert "没有找到“青禾" not in text(client.get(names[0][0]))
    assert "也许想找" not in text(client.get("/search/", {"q": "潜水艇"}))


def test_both_ways_of_asking_count_together(client, kettles):
    paths = ["/search/suggestions/", "/search/suggest/"] * 61

    answers = [client.get(path, {"q": "青"}) for path in paths]

    assert [answer.status_code for answer in answers] == [200] * 120 + [429] * 2
    assert 0 < int(answers[-2]["Retry-After"]) <= 60
    assert answers[-2].content == b""
