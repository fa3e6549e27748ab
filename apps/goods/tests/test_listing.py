"""What a page of goods shows and offers, with the real index."""

from dataclasses import replace
from decimal import Decimal

import pytest

from goods.filters import NoSuchPage
from goods.index import IndexAway, Request, Sort
from goods.models import SKU
from goods.queries.hot import hot_goods, shown_skus
from goods.queries.listing import listing, newest

from .factories import BrandFactory, CategoryFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones():
    """Three phones in one category: two of 美多 in red and black, one of 青禾 in red that is sold out."""
    category = CategoryFactory(name="手机", parent=CategoryFactory(parent=CategoryFactory()))
    ours = SPUFactory(category=category, brand=BrandFactory(name="美多"))
    theirs = SPUFactory(category=category, brand=BrandFactory(name="青禾"))
    return [
        SKUFactory(spu=ours, name="手机 红", options={"颜色": "红"}, price=Decimal("100"), sales=5),
        SKUFactory(spu=ours, name="手机 黑", options={"颜色": "黑"}, price=Decimal("200.50"), sales=9),
        SKUFactory(spu=theirs, name="手机 也红", options={"颜色": "红"}, price=Decimal("300"), stock=0),
    ]


def asked(phones, **more):
    return Request(category_id=phones[0].category_id, **more)


def names(skus):
    return [sku.name for sku in skus]


def offered(found, title):
    [choices] = [each.choices for each in found.narrowing.filters if each.title == title]
    return [(choice.text, choice.count, choice.is_chosen) for choice in choices]


def test_goods_come_in_the_order_of_the_index(phones, index_catalogue):
    index_catalogue()

    assert names(listing(asked(phones)).skus) == ["手机 黑", "手机 红", "手机 也红"]
    assert names(listing(asked(phones, sort=Sort.PRICE_DOWN)).skus) == ["手机 也红", "手机 黑", "手机 红"]


def test_filters_say_how_many_goods_each_choice_leaves(phones, index_catalogue):
    index_catalogue()

    found = listing(asked(phones, specifications=(("颜色", "红"),)))

    assert names(found.skus) == ["手机 红", "手机 也红"]
    assert offered(found, "颜色") == [("红", 2, True), ("黑", 1, False)]
    assert offered(found, "品牌") == [("美多", 1, False), ("青禾", 1, False)]
    assert (found.narrowing.stock.text, found.narrowing.stock.count) == ("仅看有货", 1)
    assert (found.narrowing.price.lowest_hint, found.narrowing.price.highest_hint) == ("100", "300")


def test_search_offers_the_categories_of_what_it_found(phones, index_catalogue):
    index_catalogue()

    found = listing(Request(words="手机"))

    assert offered(found, "分类") == [("手机", 3, False)]


def test_everything_chosen_has_a_chip_that_gives_it_up(phones, index_catalogue):
    index_catalogue()
    chosen = asked(
        phones,
        brand_ids=(phones[0].spu.brand_id,),
        specifications=(("颜色", "红"),),
        max_price=Decimal("150.50"),
        in_stock=True,
    )

    chips = listing(chosen).narrowing.chips

    path, pk = f"/list/{phones[0].category_id}/1/", phones[0].spu.brand_id
    red = "spec=%E9%A2%9C%E8%89%B2%3A%E7%BA%A2"
    assert chips == (
        ("美多", f"{path}?{red}&max=150.5&stock=1"),
        ("颜色：红", f"{path}?brand={pk}&max=150.5&stock=1"),
        ("¥150.5 以下", f"{path}?brand={pk}&{red}&stock=1"),
        ("仅看有货", f"{path}?brand={pk}&{red}&max=150.5"),
    )


@pytest.mark.parametrize(
    ("lowest", "highest", "text"), [("1", None, "¥1 以上"), ("0", "2.50", "¥0–2.5"), (None, "9.99", "¥9.99 以下")]
)
def test_chip_of_a_price_says_the_range(phones, index_catalogue, lowest, highest, text):
    index_catalogue()
    price = {name: value and Decimal(value) for name, value in (("min_price", lowest), ("max_price", highest))}

    [chip] = listing(asked(phones, **price)).narrowing.chips

    assert chip.text == text


def test_choice_that_leaves_nothing_can_still_be_given_up(phones, index_catalogue):
    stranger = BrandFactory(name="远山")
    index_catalogue()

    found = listing(asked(phones, brand_ids=(stranger.pk,)))

    assert found.skus == ()
    assert offered(found, "品牌") == [("美多", 2, False), ("青禾", 1, False), ("远山", 0, True)]
    assert names(found.hot) == ["手机 黑"]


def test_brands_and_categories_that_do_not_exist_are_not_asked_for(phones, index_catalogue):
    index_catalogue()

    found = listing(Request(words="手机", category_id=10**9, brand_ids=(10**9, phones[0].spu.brand_id)))

    assert found.request == Request(words="手机", brand_ids=(phones[0].spu.brand_id,))
    assert found.total == 2


def test_price_form_keeps_what_else_is_chosen(phones, index_catalogue):
    index_catalogue()

    price = listing(asked(phones, min_price=Decimal("50.00"), in_stock=True, sort=Sort.HOT, page=1)).narrowing.price

    assert price.action == f"/list/{phones[0].category_id}/1/"
    assert price.hidden == [("sort", "hot"), ("stock", "1")]
    assert (price.lowest, price.highest) == ("50", "")


def test_goods_taken_off_the_shelf_are_not_shown_whatever_the_index_says(phones, index_catalogue):
    index_catalogue()
    SKU.objects.filter(pk=phones[1].pk).update(is_launched=False)
    SKU.objects.filter(pk=phones[0].pk).update(price=Decimal("88"), stock=1)

    found = listing(asked(phones))

    assert [(sku.name, sku.price, sku.stock) for sku in found.skus] == [("手机 红", 88, 1), ("手机 也红", 300, 0)]


def test_shown_skus_take_one_query_and_keep_their_order(phones, django_assert_num_queries):
    ids = [phones[2].pk, 10**9, phones[0].pk]

    with django_assert_num_queries(1):
        shown = shown_skus(ids)
        assert [(sku.name, sku.cover, sku.is_in_stock) for sku in shown] == [
            ("手机 也红", None, False),
            ("手机 红", None, True),
        ]
    with django_assert_num_queries(0):
        assert shown_skus([]) == ()


def test_page_beyond_the_last_does_not_exist_but_the_first_does(phones, index_catalogue):
    index_catalogue()

    assert listing(asked(phones, min_price=Decimal(9999))).skus == ()
    with pytest.raises(NoSuchPage):
        listing(asked(phones, page=2))


def test_hot_goods_are_in_stock_and_sell_best(phones, index_catalogue):
    SKUFactory(name="平板", sales=1)
    index_catalogue()

    assert names(hot_goods().skus) == ["手机 黑", "平板"]  # one SKU of each product
    assert names(hot_goods(beside_spu=phones[0].spu_id).skus) == ["平板"]


def test_without_an_index_there_are_the_newest_goods_and_no_counts(phones, settings, tmp_path):
    settings.CATALOGUE_INDEX_DIR = str(tmp_path)
    SKUFactory(name="别的类别")
    category = phones[0].category

    with pytest.raises(IndexAway):
        listing(asked(phones))
    for place in (category, category.parent, category.parent.parent):
        found = newest(place, 1)
        assert (names(found.skus), found.narrowing) == (["手机 也红", "手机 黑", "手机 红"], None)
    assert (hot_goods().skus, hot_goods().basis.answer) == ((), None)


def test_newest_goods_are_on_pages_of_thirty(django_assert_num_queries):
    spu = SPUFactory()
    skus = SKUFactory.create_batch(31, spu=spu)

    with django_assert_num_queries(2):
        first = newest(spu.category, 1)
    second = newest(spu.category, 2)

    assert (len(first.skus), first.page.has_next()) == (30, True)
    assert (second.skus, second.page.has_next()) == ((skus[0],), False)
    with pytest.raises(NoSuchPage):
        newest(spu.category, 3)
    assert replace(first.request, page=2) == second.request
