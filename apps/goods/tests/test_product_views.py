import json
import re
from decimal import Decimal

import pytest

from goods.models import SKU, SKUImage
from goods.queries.product import MAX_PICTURES
from goods.services.changing import note_changes
from utils.page_cache import forget_pages

from .factories import SKUFactory, SPUFactory

pytestmark = pytest.mark.django_db

WIDTHS = [{"name": f"goods/a-{width}.webp", "width": width, "height": width} for width in (480, 960)]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def page_of(client, sku):
    forget_pages()
    return text_of(client.get(f"/detail/{sku.pk}/"))


@pytest.mark.parametrize("many", [1, 5])
def test_product_page_takes_five_queries_cold_and_none_warm(client, django_assert_num_queries, many):
    spu = SPUFactory()
    skus = [SKUFactory(spu=spu, options={"颜色": f"第 {n} 种"}) for n in range(many)]
    SKUFactory.create_batch(many, spu__category=spu.category)

    with django_assert_num_queries(5):
        cold = client.get(f"/detail/{skus[0].pk}/")
    with django_assert_num_queries(0):
        warm = client.get(f"/detail/{skus[0].pk}/")

    assert text_of(cold) == text_of(warm)
    assert text_of(cold).count('class="options__option') == many
    assert text_of(cold).count('class="product_card"') == many


@pytest.mark.parametrize("path", ["/detail/999/", f"/detail/{10**30}/", "/detail/0/", "/detail/x/", "/detail/-1/"])
def test_product_page_that_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_product_page_is_only_read(client):
    response = client.post("/detail/1/")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_change_is_on_the_next_page(client, django_capture_on_commit_callbacks):
    sku = SKUFactory(price=Decimal("99.00"))
    client.get(f"/detail/{sku.pk}/")

    with django_capture_on_commit_callbacks(execute=True):
        SKU.objects.filter(pk=sku.pk).update(price=Decimal("88.00"))
        note_changes([sku.pk])

    assert '</span>88<span class="price__cents">' in text_of(client.get(f"/detail/{sku.pk}/"))


def test_change_of_a_neighbour_is_on_the_next_page_without_an_index_too(client, django_capture_on_commit_callbacks):
    sku = SKUFactory()
    neighbour = SKUFactory(spu__category=sku.category, name="旧名字")
    assert "旧名字" in text_of(client.get(f"/detail/{sku.pk}/"))

    with django_capture_on_commit_callbacks(execute=True):
        SKU.objects.filter(pk=neighbour.pk).update(name="新名字")
        note_changes([neighbour.pk])

    page = text_of(client.get(f"/detail/{sku.pk}/"))
    assert ("新名字" in page, "旧名字" in page) == (True, False)


@pytest.mark.parametrize(
    ("stock", "is_launched", "sentence"),
    [(50, True, "有货"), (2, True, "仅剩 2 件"), (0, True, "暂时缺货"), (50, False, "已下架")],
)
def test_page_tells_the_truth_about_stock(client, stock, is_launched, sentence):
    page = page_of(client, SKUFactory(stock=stock, is_launched=is_launched))

    [said] = re.findall(r'<p class="stock stock--\w+">(.*?)</p>', page)
    assert re.sub("<.*?>", "", said) == sentence


def test_goods_off_the_shelf_say_so_and_are_not_for_search_engines(client):
    sku = SKUFactory(is_launched=False)

    page = page_of(client, sku)

    assert "这件商品已下架，不能再购买。" in page
    assert f'<a href="/list/{sku.category_id}/1/">看看同类商品</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "application/ld+json" not in page
    assert f"/detail/{sku.pk}/mine/" not in page  # nor for favourites


def test_goods_on_the_shelf_are_for_search_engines_and_favourites(client):
    sku = SKUFactory()

    page = page_of(client, sku)

    assert "noindex" not in page
    assert f'hx-get="/detail/{sku.pk}/mine/"' in page


def test_price_stands_beside_the_higher_market_price(client):
    page = page_of(client, SKUFactory(price=Decimal("99.50"), market_price=Decimal("129.00")))

    assert '¥</span>99<span class="price__cents">.50</span>' in page
    assert '<del class="price__before"><span class="visually-hidden">市场价</span>¥129.00</del>' in page


def test_first_picture_is_fetched_first_and_the_others_when_they_are_seen(client):
    sku = SKUFactory(name="手机")
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=WIDTHS) for _ in range(3))

    pictures = re.findall(r'<img [^>]*alt="手机"[^>]*>', page_of(client, sku))

    srcset = 'srcset="/media/goods/a-480.webp 480w, /media/goods/a-960.webp 960w"'
    assert [srcset in each and 'width="960" height="960"' in each for each in pictures] == [True] * 6  # each large, too
    assert ['fetchpriority="high"' in each for each in pictures] == [True, *[False] * 5]
    assert ['loading="lazy"' in each for each in pictures] == [False, *[True] * 5]


def test_style_sheet_can_show_each_of_the_pictures_that_a_page_has(client, settings):
    sku = SKUFactory(name="手机")
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=WIDTHS) for _ in range(MAX_PICTURES + 1))
    sheet = (settings.BASE_DIR / "static/css/components/album.css").read_text()

    assert page_of(client, sku).count('class="album__picture"') == MAX_PICTURES
    assert f":nth-child({MAX_PICTURES}) {{ display: block; }}" in sheet


def test_page_without_pictures_has_a_drawing(client):
    page = page_of(client, SKUFactory())

    assert 'class="album"' not in page
    assert "drawings.svg#box" in page


def test_options_are_links_and_say_what_is_chosen_or_impossible(client):
    spu = SPUFactory()
    here = SKUFactory(spu=spu, options={"颜色": "红", "容量": "小"})
    other = SKUFactory(spu=spu, options={"颜色": "蓝", "容量": "大"})
    gone = SKUFactory(spu=spu, options={"颜色": "绿", "容量": "小"}, is_launched=False)

    page = page_of(client, here)

    said = [re.sub("<.*?>", "", each) for each in re.findall(r'class="options__option.*?</(?:a|span)>\n', page, re.S)]
    assert [each.partition(">")[2].strip() for each in said] == [
        "红",
        "蓝：没有这个组合，最接近的是 蓝 · 大",
        "绿：没有这种商品在售",
        "小",
        "大：没有这个组合，最接近的是 蓝 · 大",
    ]
    assert page.count('aria-current="true"') == 2
    assert page.count(f'href="/detail/{other.pk}/"') == 2
    assert f"/detail/{gone.pk}/" not in page


def test_sections_without_words_are_left_out_with_their_tabs(client):
    full = SPUFactory(description="<p>又亮又大</p>", packing="一机\n一线", after_sales="保修一年")

    pages = [page_of(client, sku) for sku in (SKUFactory(spu=full), SKUFactory())]

    tabs = [re.findall(r'class="tabs__tab" href="#([\w-]+)"', page) for page in pages]
    assert tabs == [
        ["introduction", "specifications", "reviews", "packing", "after-sales"],
        ["specifications", "reviews"],
    ]
    assert re.findall(r'<section class="detail__section" id="([\w-]+)"', pages[1]) == ["specifications", "reviews"]


def test_description_is_markup_and_packing_is_text(client):
    spu = SPUFactory(description="<h3>屏幕</h3>", packing="<b>线</b>")

    page = page_of(client, SKUFactory(spu=spu))

    assert '<div class="detail__text prose"><h3>屏幕</h3></div>' in page
    assert "&lt;b&gt;线&lt;/b&gt;" in page


def test_names_end_no_element_wherever_they_are_shown(client):
    evil = "</script><script>alert(1)</script>"
    sku = SKUFactory(name=evil, caption=f'"{evil}', spu__brand__name=evil, options={evil[:20]: evil})

    page = page_of(client, sku)

    assert "<script>" not in page
    [words] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    product, breadcrumb = json.loads(words)
    assert (product["name"], product["brand"]["name"]) == (evil, evil)
    assert breadcrumb["@type"] == "BreadcrumbList"


def test_page_has_one_address_for_other_sites(client, settings):
    settings.PUBLIC_BASE_URL = "https://mall.example/"
    sku = SKUFactory(name="手机", caption="好用", price=Decimal("5.00"), renditions=WIDTHS)

    page = page_of(client, sku)

    assert f'<link rel="canonical" href="https://mall.example/detail/{sku.pk}/">' in page
    assert f'<meta property="og:url" content="https://mall.example/detail/{sku.pk}/">' in page
    assert '<meta property="og:image" content="https://mall.example/media/goods/a-960.webp">' in page
    assert '<meta name="description" content="手机，5.00 元。好用">' in page


@pytest.mark.browser
@pytest.mark.no_script
@pytest.mark.django_db(transaction=True)
def test_pictures_and_options_are_chosen_by_keyboard_and_without_script(browser_page):
    spu = SPUFactory()
    here = SKUFactory(spu=spu, options={"颜色": "红"})
    there = SKUFactory(spu=spu, options={"颜色": "蓝"})
    SKUImage.objects.bulk_create(SKUImage(sku=here, renditions=WIDTHS) for _ in range(3))
    browser_page.goto(f"/detail/{here.pk}/")
    pictures = browser_page.locator(".album__picture")

    shown = [each.is_visible() for each in pictures.all()]
    browser_page.get_by_role("radio", name="第 1 张").press("ArrowRight")
    shown_next = [each.is_visible() for each in pictures.all()]
    browser_page.get_by_role("link", name="蓝", exact=True).press("Enter")

    assert (shown, shown_next) == ([True, False, False], [False, True, False])
    browser_page.wait_for_url(f"**/detail/{there.pk}/")
    assert browser_page.locator(".options [aria-current]").inner_text() == "蓝"


@pytest.mark.browser
@pytest.mark.no_script
@pytest.mark.django_db(transaction=True)
def test_picture_opens_over_the_whole_screen_and_closes_without_script(browser_page):
    sku = SKUFactory(name="手机")
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=WIDTHS) for _ in range(2))
    browser_page.goto(f"/detail/{sku.pk}/")
    small = browser_page.get_by_role("button", name="看大图：第 1 张，共 2 张")
    large = browser_page.get_by_role("dialog", name="手机的大图")

    small.press("Enter")
    size = (large.bounding_box()["width"], large.bounding_box()["height"])
    is_on_close = large.get_by_role("button", name="关闭大图").evaluate("(button) => button.matches(':focus')")
    browser_page.keyboard.press("Escape")

    assert size == (browser_page.viewport_size["width"], browser_page.viewport_size["height"])
    assert is_on_close
    assert large.count() == 0
    assert small.evaluate("(button) => button.matches(':focus')")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pictures_are_swiped_on_a_phone(browser_page):
    sku = SKUFactory()
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=WIDTHS) for _ in range(3))
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.goto(f"/detail/{sku.pk}/")

    third = browser_page.get_by_role("button", name="看大图：第 3 张，共 3 张")
    third.scroll_into_view_if_needed()

    assert third.bounding_box()["x"] < 390
    assert browser_page.get_by_role("radio").count() == 0
