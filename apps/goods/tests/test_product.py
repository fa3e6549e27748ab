from decimal import Decimal

import pytest

from goods.models import SKU, SKUImage
from goods.queries.options import Way
from goods.queries.product import Availability, product_page
from goods.structured import structured

from .factories import CategoryFactory, SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db

WIDTHS = [{"name": f"goods/a-{width}.webp", "width": width, "height": width} for width in (480, 960)]


def make_options(spu, colours, sizes):
    return [SKUFactory(spu=spu, options={"颜色": colour, "容量": size}) for colour in colours for size in sizes]


def ways(sku):
    """(way, SKU it leads to) of each option, by its value."""
    return {
        choice.value: (choice.way.value, int(choice.url.split("/")[2]) if choice.url else None)
        for selector in product_page(sku.pk).selectors
        for choice in selector.choices
    }


@pytest.mark.parametrize("many", [1, 4])
def test_product_page_takes_five_queries_whatever_the_size_of_its_spu(django_assert_num_queries, many):
    spu = SPUFactory()
    skus = make_options(spu, "红橙黄绿"[:many], ["128GB", "256GB", "512GB", "1TB"][:many])
    SKUImage.objects.bulk_create(SKUImage(sku=skus[0], renditions=WIDTHS) for _ in range(many))
    SKUFactory.create_batch(many, spu__category=spu.category)

    with django_assert_num_queries(5):
        page = product_page(skus[0].pk)

    assert [len(selector.choices) for selector in page.selectors] == [many, many]
    assert (len(page.pictures), len(page.hot)) == (many, many)


def test_product_without_specifications_asks_for_no_matrix(django_assert_num_queries):
    sku = SKUFactory()

    with django_assert_num_queries(4):
        page = product_page(sku.pk)

    assert page.selectors == ()


def test_unknown_sku_is_refused():
    with pytest.raises(SKU.DoesNotExist):
        product_page(999)


def test_page_has_what_is_known_of_the_sku():
    phones = CategoryFactory(name="手机", parent=CategoryFactory(name="通讯", parent=CategoryFactory(name="数码")))
    spu = SPUFactory(name="某手机", brand__name="某牌", category=phones, packing=" 一机一线\n", after_sales="保修一年")
    sku = SKUFactory(spu=spu, name="某手机 红", caption="新品", price=Decimal("99.50"), stock=3)

    page = product_page(sku.pk)

    assert (page.name, page.caption, page.brand, page.product_name) == ("某手机 红", "新品", "某牌", "某手机")
    assert (page.price, page.stock, page.packing, page.after_sales) == (Decimal("99.50"), 3, "一机一线", "保修一年")
    assert [name for name, _link in page.path] == ["数码", "通讯", "手机"]
    assert page.path[-1][1] == f"/list/{phones.pk}/1/"


@pytest.mark.parametrize(("market", "shown"), [("129.00", Decimal("129.00")), ("99.00", None), ("0.00", None)])
def test_market_price_is_shown_only_when_it_is_higher(market, shown):
    sku = SKUFactory(price=Decimal("99.00"), market_price=Decimal(market))

    assert product_page(sku.pk).market_price == shown


@pytest.mark.parametrize(
    ("stock", "is_launched", "expected"),
    [
        (11, True, Availability.AVAILABLE),
        (10, True, Availability.FEW),
        (1, True, Availability.FEW),
        (0, True, Availability.SOLD_OUT),
        (11, False, Availability.OFF_SHELF),
    ],
)
def test_availability_follows_stock_and_shelf(stock, is_launched, expected):
    page = product_page(SKUFactory(stock=stock, is_launched=is_launched).pk)

    assert page.availability == expected
    assert page.is_on_shelf is is_launched


def test_pictures_are_in_their_order_and_the_cover_stands_in():
    sku = SKUFactory(renditions=WIDTHS[:1])
    covered = product_page(sku.pk).pictures
    SKUImage.objects.create(sku=sku, renditions=WIDTHS, sequence=2)
    SKUImage.objects.create(sku=sku, renditions=[WIDTHS[0] | {"name": "goods/b.webp"}], sequence=1)
    SKUImage.objects.create(sku=sku, renditions=[], sequence=0)

    assert [picture.src for picture in covered] == ["/media/goods/a-480.webp"]
    assert [picture.src for picture in product_page(sku.pk).pictures] == [
        "/media/goods/b.webp",
        "/media/goods/a-960.webp",
    ]


def test_hot_goods_come_from_around_where_the_category_has_little_else(index_catalogue, django_assert_num_queries):
    sku = SKUFactory()
    beside = SKUFactory(spu__category=sku.category, sales=1)
    around = SKUFactory(spu__category=CategoryFactory(parent=sku.category.parent), sales=9)
    SKUFactory(name="elsewhere")
    index_catalogue()

    with django_assert_num_queries(6):
        page = product_page(sku.pk)

    assert [each.pk for each in page.hot] == [around.pk, beside.pk]


def test_hot_goods_come_from_further_around_while_there_are_few(index_catalogue):
    sku = SKUFactory()
    first = sku.category.parent.parent
    far = [SKUFactory(spu__category=CategoryFactory(parent=CategoryFactory(parent=first)), sales=n) for n in (1, 2, 3)]
    SKUFactory(name="elsewhere", sales=9)
    index_catalogue()

    page = product_page(sku.pk)

    assert [each.pk for each in page.hot] == [each.pk for each in reversed(far)]


def test_hot_goods_are_the_six_that_sell_best_in_the_category():
    spu = SPUFactory()
    sku = SKUFactory(spu=spu, sales=100)
    SKUFactory(spu=spu, options={"颜色": "红"}, sales=99)
    SKUFactory(sales=98)  # of another category
    SKUFactory(spu__category=spu.category, sales=97, is_launched=False)
    best = [SKUFactory(spu__category=spu.category, sales=sales) for sales in (7, 5, 3, 2, 1, 1)]
    SKUFactory(spu__category=spu.category, sales=0)

    hot = product_page(sku.pk).hot

    first, *middle, newer, older = [best[number] for number in (0, 1, 2, 3, 5, 4)]
    assert list(hot) == [first, *middle, newer, older]


def test_option_leads_to_the_sku_that_differs_in_just_that_option():
    spu = SPUFactory()
    red_small, red_large, blue_small, blue_large = make_options(spu, ["红", "蓝"], ["128GB", "256GB"])

    assert ways(red_small) == {
        "红": ("chosen", red_small.pk),
        "蓝": ("exact", blue_small.pk),
        "128GB": ("chosen", red_small.pk),
        "256GB": ("exact", red_large.pk),
    }
    assert ways(blue_large)["红"] == ("exact", red_large.pk)


def test_combination_that_is_sold_out_is_said_and_can_be_seen():
    spu = SPUFactory()
    red, blue = make_options(spu, ["红", "蓝"], ["128GB"])
    SKU.objects.filter(pk=blue.pk).update(stock=0)

    assert ways(red)["蓝"] == ("sold_out", blue.pk)


def test_impossible_combination_leads_to_the_nearest_sku_that_can_be_bought_and_says_which():
    spu = SPUFactory()
    here = SKUFactory(spu=spu, options={"颜色": "红", "容量": "128GB", "版本": "国行"})
    SKUFactory(spu=spu, options={"颜色": "蓝", "容量": "256GB", "版本": "海外"})
    SKUFactory(spu=spu, options={"颜色": "蓝", "容量": "128GB", "版本": "海外"}, stock=0)
    near = SKUFactory(spu=spu, options={"颜色": "蓝", "容量": "128GB", "版本": "港行"})
    SKUFactory(spu=spu, options={"颜色": "蓝", "容量": "128GB", "版本": "教育"})

    [colours, *_others] = product_page(here.pk).selectors

    blue = colours.choices[1]
    assert (blue.value, blue.way, blue.url) == ("蓝", Way.NEAREST, f"/detail/{near.pk}/")
    assert blue.leads_to == "蓝 · 128GB · 港行"


def test_combination_off_the_shelf_is_impossible_and_an_option_without_any_leads_nowhere():
    spu = SPUFactory()
    red_small, _red_large, blue_small, blue_large = make_options(spu, ["红", "蓝"], ["128GB", "256GB"])
    SKU.objects.filter(pk=blue_small.pk).update(is_launched=False)

    assert ways(red_small)["蓝"] == ("nearest", blue_large.pk)

    SKU.objects.filter(pk=blue_large.pk).update(is_launched=False)
    assert ways(red_small)["蓝"] == ("none", None)
    assert ways(blue_small)["蓝"] == ("chosen", blue_small.pk)
    assert ways(blue_small)["红"] == ("exact", red_small.pk)


def test_sku_without_its_options_still_shows_those_of_the_others():
    spu = SPUFactory()
    bare = SKUFactory(spu=spu)
    red = SKUFactory(spu=spu, options={"颜色": "红"})

    assert ways(bare) == {"红": ("exact", red.pk)}


def test_description_is_cleaned_even_when_it_came_past_the_services():
    spu = SPUFactory(description='<p onclick="x()">好<script>alert(1)</script></p>')

    assert product_page(SKUFactory(spu=spu).pk).description == "<p>好</p>"


def test_structured_words_name_price_stock_and_whole_addresses(settings):
    settings.PUBLIC_BASE_URL = "https://mall.example/"
    sku = SKUFactory(price=Decimal("5.00"), stock=0, renditions=WIDTHS[:1], spu__brand__name="某牌")

    product, breadcrumb = structured(product_page(sku.pk))()

    address = f"https://mall.example/detail/{sku.pk}/"
    assert product["offers"] == {
        "@type": "Offer",
        "url": address,
        "price": "5.00",
        "priceCurrency": "CNY",
        "availability": "https://schema.org/OutOfStock",
        "itemCondition": "https://schema.org/NewCondition",
    }
    assert product["image"] == ["https://mall.example/media/goods/a-480.webp"]
    assert product["brand"]["name"] == "某牌"
    steps = breadcrumb["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert [steps[2]["item"], steps[3]["item"]] == [f"https://mall.example/list/{sku.category_id}/1/", address]
