"""The whole way to a product, and what is kept of it, for a browser that runs no script."""

import re

import pytest
from playwright.sync_api import expect

from goods.models import Favourite

pytestmark = [pytest.mark.browser, pytest.mark.no_script, pytest.mark.django_db(transaction=True)]


def names(page):
    return page.locator(".goods").first.get_by_role("heading", level=3).all_inner_texts()


def test_list_is_filtered_sorted_and_unfiltered(page, goods):
    page.goto(f"/list/{goods[0].spu.category_id}/1/")

    page.locator(".filters").get_by_role("link", name=re.compile("远山")).click()
    page.wait_for_url("**/?brand=*")
    page.get_by_role("link", name="价格从低到高").click()
    page.wait_for_url("**sort=price*")
    page.locator(".filters").get_by_role("link", name=re.compile("蓝")).click()
    page.wait_for_url("**spec=*")
    assert names(page) == ["手机 蓝"]
    page.get_by_role("link", name="全部清除").click()

    page.wait_for_url(re.compile(r"/1/(\?sort=price)?$"))
    assert sorted(names(page)) == ["手机 云", "手机 红", "手机 绿", "手机 蓝"]


def test_price_form_keeps_what_else_is_chosen(page, goods):
    page.goto(f"/list/{goods[0].spu.category_id}/1/")

    page.locator(".filters").get_by_role("link", name=re.compile("仅看有货")).click()
    page.wait_for_url("**stock=1*")
    page.get_by_label("最高价（元）").fill("50")
    page.get_by_role("button", name="确定").click()

    page.wait_for_url("**max=50*")
    assert "stock=1" in page.url
    assert names(page) == ["手机 云"]


def test_filters_of_a_phone_open_without_script(page, goods):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/list/{goods[0].spu.category_id}/1/")
    brand = page.locator(".filters").get_by_role("link", name=re.compile("云岭"))

    expect(brand).to_be_hidden()
    page.locator(".filters__switch summary").click()
    brand.click()

    page.wait_for_url("**brand=*")
    assert names(page) == ["手机 云"]


def test_product_is_found_by_pinyin_its_option_chosen_and_kept(page, goods, alice):
    page.goto("/categories/")
    page.get_by_role("searchbox", name="想找点什么").fill("shouji")
    page.locator(".search_box__go").click()
    page.wait_for_url("**/search/?q=shouji")

    page.get_by_role("link", name="手机 红").click()
    page.wait_for_url(f"**/detail/{goods[0].pk}/")
    page.locator(".options").get_by_role("link", name="绿").click()
    page.wait_for_url(f"**/detail/{goods[2].pk}/")
    with page.expect_navigation():  # to the same page, which does not say without JavaScript what is kept
        page.get_by_role("button", name="收藏", exact=True).click()

    assert page.url.endswith(f"/detail/{goods[2].pk}/")
    assert set(Favourite.objects.of(alice).values_list("sku_id", flat=True)) == {goods[1].pk, goods[2].pk}


def test_history_is_shortened_and_cleared(page, goods):
    page.goto("/history/")
    page.get_by_role("button", name="移除 手机 红").click()
    expect(page.locator(".own_line__name")).to_have_text(["手机 绿", "手机 蓝"])

    page.locator(".sure summary").click()
    page.get_by_role("button", name="确定清空").click()

    expect(page.get_by_role("heading", name="还没有看过商品")).to_be_visible()
