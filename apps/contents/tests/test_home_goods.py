"""The goods of the home page: 猜你喜欢."""

import gzip
import re

import pytest

from contents.demo import load_home
from goods.demo import load_categories, load_goods
from goods.index.building import rebuild
from goods.index.storage import IndexFolder
from goods.models import SKU
from goods.services.changing import note_changes
from goods.tests.factories import SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index_catalogue(settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return lambda: rebuild(IndexFolder(tmp_path / "index"))


def liked(page):
    return re.findall(r'<a href="/detail/\d+/">([^<]+)</a>', page.partition('id="for-me"')[2])


@pytest.mark.parametrize("count", [1, 3])
def test_home_with_goods_takes_four_queries_cold_and_none_warm(
    client, index_catalogue, django_assert_num_queries, count
):
    for number in range(count):
        SKUFactory(name=f"热卖{number}", sales=100 - number)
    index_catalogue()

    with django_assert_num_queries(4):
        cold = client.get("/").content.decode()
    with django_assert_num_queries(0):
        warm = client.get("/").content.decode()

    assert liked(cold) == [f"热卖{number}" for number in range(count)]
    assert warm == cold


def test_home_shows_ten_products_once_each_that_can_be_bought(client, index_catalogue):
    spu = SPUFactory()
    SKUFactory(name="同款甲", spu=spu, sales=999)
    SKUFactory(name="同款乙", spu=spu, sales=998)
    SKUFactory(name="卖光了", stock=0, sales=997)
    for number in range(12):
        SKUFactory(name=f"热卖{number}", sales=100 - number)
    index_catalogue()

    page = client.get("/").content.decode()

    assert liked(page) == ["同款甲", *(f"热卖{number}" for number in range(9))]


def test_home_is_new_after_a_price_on_it_changed(client, index_catalogue, django_capture_on_commit_callbacks):
    sku = SKUFactory(sales=1)
    index_catalogue()
    client.get("/")
    SKU.objects.filter(pk=sku.pk).update(price="77.70")

    with django_capture_on_commit_callbacks(execute=True):
        note_changes([sku.pk])

    assert '</span>77<span class="price__cents">.70</span>' in client.get("/").content.decode()


def test_stranger_loads_no_htmx_and_a_shopper_asks_for_what_is_theirs(client, index_catalogue, django_user_model):
    SKUFactory()
    index_catalogue()
    stranger = client.get("/").content.decode()

    client.force_login(django_user_model.objects.create_user("alice", mobile="13800000000"))
    shopper = client.get("/").content.decode()

    assert ("htmx" in stranger, "/for-me/" in stranger) == (False, False)
    assert 'id="for-me" hx-get="/for-me/" hx-trigger="load"' in shopper
    assert liked(shopper) == liked(stranger) != []


def test_home_of_the_demo_with_its_goods_weighs_at_most_30_kilobytes(client, index_catalogue, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_categories()
    load_goods()
    load_home()
    index_catalogue()

    page = client.get("/", headers={"accept-encoding": "gzip"})

    assert len(liked(gzip.decompress(page.content).decode())) == 10
    assert len(page.content) <= 30_000
