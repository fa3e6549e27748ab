from decimal import Decimal

import pytest

from goods.index import Facet, IndexAway, Request, Sort
from goods.index.current import catalogue_index
from goods.models import SKU

from .factories import BrandFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    return SPUFactory(name="苹果手机", brand=BrandFactory(name="苹果"))


def test_goods_are_found_by_words_of_their_name(index_catalogue, phone):
    sku = SKUFactory(spu=phone, name="苹果手机 15 Pro 256GB", options={"颜色": "红"})
    SKUFactory(name="纯棉毛巾")
    index_catalogue()

    found = catalogue_index().find(Request(words="苹果 256g"))

    assert (found.sku_ids, found.total) == ((sku.pk,), 1)
    assert found.brands == (Facet(str(phone.brand_id), 1),)
    assert found.categories == (Facet(str(phone.category_id), 1),)
    assert found.specifications == {"颜色": (Facet("红", 1),)}
    assert found.price_range == (Decimal("99.00"), Decimal("99.00"))


def test_goods_are_sorted_by_price(index_catalogue):
    dear, cheap = SKUFactory(price=Decimal("99.99")), SKUFactory(price=Decimal("9.90"))
    index_catalogue()

    assert catalogue_index().find(Request(sort=Sort.PRICE)).sku_ids == (cheap.pk, dear.pk)
    assert catalogue_index().find(Request(sort=Sort.PRICE_DOWN)).sku_ids == (dear.pk, cheap.pk)


def test_without_an_index_the_engine_is_away(settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path)

    with pytest.raises(IndexAway):
        catalogue_index().find(Request())


@pytest.mark.parametrize("begun", ["苹", "苹果手", "pingg", "pgs", "ping guo"])
def test_names_are_suggested_by_how_they_begin(index_catalogue, phone, begun):
    SKUFactory(spu=phone, sales=3)
    SKUFactory(spu=SPUFactory(name="毛巾"), sales=5)
    index_catalogue()

    assert catalogue_index().suggest(begun)[-1] == "苹果手机"


def test_written_goods_are_found_as_they_are_now(index_catalogue):
    edited, taken, other = SKUFactory.create_batch(3, name="旧名字")
    index_catalogue()
    SKU.objects.filter(pk=edited.pk).update(name="新名字", price=Decimal("1.00"))
    SKU.objects.filter(pk=taken.pk).update(is_launched=False)

    catalogue_index().write([edited.pk, taken.pk, 10**9])

    assert catalogue_index().find(Request(sort=Sort.PRICE)).sku_ids == (edited.pk, other.pk)
    assert catalogue_index().find(Request(words="旧名字")).sku_ids == (other.pk,)
