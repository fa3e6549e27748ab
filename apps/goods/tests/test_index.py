from dataclasses import replace
from decimal import Decimal

import pytest

from goods.index import Facet, Found, IndexAway, Request, Sort
from goods.index.answers import MOST_KEPT
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


def test_the_same_answer_comes_back_until_the_index_changes(index_catalogue, phone):
    sku = SKUFactory(spu=phone, name="苹果手机")
    index_catalogue()
    request = Request(words="手机")
    before = catalogue_index().find(request)

    again = catalogue_index().find(Request(words="手机"))
    catalogue_index().write([sku.pk])
    written = catalogue_index().find(request)
    SKU.objects.filter(pk=sku.pk).update(stock=0)
    catalogue_index().write([sku.pk])
    sold_out = catalogue_index().find(request)

    assert (again is before, written is before) == (True, False)
    assert (written == before, written.fingerprint == before.fingerprint) == (True, True)
    assert (sold_out == before, sold_out.fingerprint == before.fingerprint) == (False, False)


def test_answers_to_many_questions_are_forgotten_one_by_one(index_catalogue, phone):
    SKUFactory(spu=phone)
    index_catalogue()
    first = catalogue_index().find(Request(page=1))
    second = catalogue_index().find(Request(page=2))

    for page in range(3, MOST_KEPT + 2):
        catalogue_index().find(Request(page=page))

    assert catalogue_index().find(Request(page=2)) is second
    assert catalogue_index().find(Request(page=1)) is not first


def test_nothing_is_counted_for_who_only_wants_the_goods(index_catalogue, phone):
    few, many = SKUFactory(spu=phone, sales=3), SKUFactory(spu=phone, sales=5)
    SKUFactory(sales=9)
    index_catalogue()
    request = Request(category_id=phone.category_id, sort=Sort.HOT)

    counted, uncounted = (catalogue_index().find(replace(request, is_counted=each)) for each in (True, False))

    assert (counted.sku_ids, counted.total) == ((many.pk, few.pk), 2)
    assert uncounted == Found(sku_ids=(many.pk, few.pk), total=2)


@pytest.mark.parametrize(("words", "is_found"), [("竹间造 毛巾", True), ("毛巾竹间造", True), ("间竹 毛巾", False)])
def test_characters_that_are_no_word_are_looked_for_together_first(index_catalogue, words, is_found):
    together = SKUFactory(name="竹间造 毛巾")
    apart = SKUFactory(name="竹子之间 造型毛巾")
    index_catalogue()

    found = catalogue_index().find(Request(words=words)).sku_ids

    assert (found == (together.pk,)) == is_found
    assert is_found or set(found) == {together.pk, apart.pk}


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("不存在的东西xyz", False),
        ("不存在", False),
        ("保温杯 五星好评", True),
        ("不锈钢xyz", True),
    ],
)
def test_lone_character_beside_words_that_nothing_has_finds_nothing(index_catalogue, words, is_found):
    SKUFactory(name="不锈钢保温杯")
    index_catalogue()

    assert bool(catalogue_index().find(Request(words=words)).total) is is_found
