import re
from datetime import timedelta

import pytest
from django.utils import timezone

from contents.queries import HOT_WORDS, hot_words
from goods.index.building import rebuild
from goods.index.storage import IndexFolder
from goods.tests.factories import SKUFactory

from .factories import ContentFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def index_catalogue(settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return lambda: rebuild(IndexFolder(tmp_path / "index"))


def hot(**fields):
    return ContentFactory(category__key="search_hot", **fields)


@pytest.mark.parametrize("count", [1, 3])
def test_hot_words_lead_to_their_search_or_where_editors_say(django_assert_num_queries, count):
    hot(title="耳机 & 音箱", url="", sequence=2)
    for number in range(count):
        hot(title=f"手机{number}", url="/list/7/1/", sequence=1)

    with django_assert_num_queries(1):
        found = hot_words(NOW)

    search = "/search/?q=%E8%80%B3%E6%9C%BA+%26+%E9%9F%B3%E7%AE%B1"
    assert found.words == (*((f"手机{number}", "/list/7/1/") for number in range(count)), ("耳机 & 音箱", search))


def test_hot_words_have_their_time_and_there_are_not_too_many():
    hot(title="昨天", ends_at=NOW - HOUR)
    hot(title="藏着", is_visible=False)
    hot(title="等会儿", starts_at=NOW + HOUR)
    ContentFactory(title="轮播")
    for number in range(HOT_WORDS + 1):
        hot(title=f"词{number}")

    found = hot_words(NOW)

    assert [text for text, _href in found.words] == [f"词{number}" for number in range(HOT_WORDS)]
    assert found.changes_at == NOW + HOUR


@pytest.mark.parametrize("path", ["/search/hot/", "/search/start/"])
def test_hot_words_are_links_and_cost_nothing_when_warm(client, index_catalogue, django_assert_num_queries, path):
    hot(title="<耳机>", url="")
    SKUFactory(name="蓝牙耳机")
    index_catalogue()
    cold = client.get(path)

    with django_assert_num_queries(0):
        warm = client.get(path)

    assert warm.content == cold.content
    href = re.search(r'href="(/search/\?q=[^"]+)"[^>]*>&lt;耳机&gt;</a>', warm.content.decode())[1]
    assert client.get(href).status_code == 200


def test_without_hot_words_there_is_nothing_to_offer(client):
    assert client.get("/search/hot/").content == b""
    assert "热门搜索" not in client.get("/search/start/").content.decode()


def test_start_of_the_search_shows_what_sells_in_two_queries(client, index_catalogue, django_assert_num_queries):
    SKUFactory(name="蓝牙耳机")
    index_catalogue()

    with django_assert_num_queries(2):
        page = client.get("/search/start/").content.decode()

    assert re.findall(r'<a href="/detail/\d+/">([^<]+)</a>', page) == ["蓝牙耳机"]
