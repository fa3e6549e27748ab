"""A cart in a real browser, on a phone, with and without JavaScript, of a guest and of somebody known."""

import re

import pytest
from playwright.sync_api import expect

from carts.store import UserCart
from goods.tests.factories import ShopperFactory
from tests.shopping import fill_the_mall, signed_in_page

from .baskets import cart_of_user, fill, line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goods(settings, tmp_path):
    """Three phones: red, blue, green."""
    return fill_the_mall(settings, tmp_path)


@pytest.fixture
def page(browser_page, goods):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    return browser_page


@pytest.fixture
def alice():
    return ShopperFactory(username="alice")


def number(page):
    return page.locator("#cart-count-below .cart_count__number")


def put_in(page, sku, count):
    page.goto(f"/detail/{sku.pk}/")
    page.wait_for_load_state("networkidle")  # the token has come
    page.get_by_label("要买的数量").fill(str(count))
    page.get_by_role("button", name="加入购物车").click()


def total(page):
    return page.locator(".cart__amount .price")


def test_guest_fills_a_cart_without_leaving_the_product_page(page, goods):
    red, blue, _green = goods

    put_in(page, red, 2)
    expect(page.get_by_role("status").filter(has_text="已加入购物车")).to_contain_text("手机 红 × 2")
    expect(number(page)).to_have_text("1 种商品")
    put_in(page, blue, 1)
    expect(number(page)).to_have_text("2 种商品")
    page.get_by_role("link", name="购物车").last.click()

    expect(page.locator(".cart_line__name")).to_have_text(["手机 蓝", "手机 红"])
    expect(total(page)).to_have_text("¥297.00")


def test_impossible_count_is_refused_beside_the_button(page, goods):
    put_in(page, goods[2], 11)

    expect(page.get_by_role("alert")).to_have_text("“手机 绿”的数量请填 1 到 10 之间的整数。")
    expect(page.get_by_role("button", name="加入购物车")).to_be_focused()
    expect(number(page)).to_have_count(0)


def test_cart_is_changed_in_place(page, goods, client, alice):
    red, blue, green = goods
    fill(UserCart(alice.pk), line(red.pk), line(blue.pk), line(green.pk))
    signed_in_page(page, client, alice).goto("/carts/")

    page.get_by_label("手机 红加一件").click()
    expect(total(page)).to_have_text("¥396.00")
    expect(page.get_by_label("手机 红加一件")).to_be_focused()
    page.get_by_role("checkbox", name="选择手机 蓝").click()
    expect(total(page)).to_have_text("¥297.00")
    page.get_by_label("手机 绿的数量").fill("4")
    page.get_by_label("手机 绿的数量").press("Tab")
    expect(total(page)).to_have_text("¥594.00")
    page.get_by_role("button", name="移除手机 红").click()
    expect(page.get_by_role("status").filter(has_text="商品已移出购物车")).to_be_visible()
    expect(number(page)).to_have_text("2 种商品")

    assert cart_of_user(alice) == {green.pk: (4, True), blue.pk: (1, False)}
    assert page.url.endswith("/carts/")


def test_presses_one_after_the_other_are_all_counted(page, goods, client, alice):
    fill(UserCart(alice.pk), line(goods[0].pk))
    signed_in_page(page, client, alice).goto("/carts/")

    for wanted in (2, 3, 4):
        page.get_by_label("手机 红加一件").click()
        expect(page.get_by_label("手机 红的数量")).to_have_value(str(wanted))

    assert cart_of_user(alice) == {goods[0].pk: (4, True)}


def test_refusal_is_shown_in_the_cart_and_the_count_is_what_it_was(page, goods, client, alice):
    fill(UserCart(alice.pk), line(goods[2].pk, 2))
    signed_in_page(page, client, alice).goto("/carts/")

    page.get_by_label("手机 绿的数量").fill("-3")
    page.get_by_label("手机 绿的数量").press("Enter")

    expect(page.get_by_role("alert")).to_have_text("“手机 绿”的数量请填 1 到 10 之间的整数。")
    expect(page.get_by_label("手机 绿的数量")).to_have_value("2")


def test_sum_stays_in_sight_on_a_phone(page, goods, client, alice):
    fill(UserCart(alice.pk), *(line(sku.pk) for sku in goods))
    signed_in_page(page, client, alice).goto("/carts/")

    expect(page.get_by_role("button", name="去结算")).to_be_in_viewport(ratio=1)
    page.goto(f"/detail/{goods[0].pk}/")
    expect(page.get_by_role("button", name="立即购买")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("button", name="立即购买")).to_be_in_viewport(ratio=1)


def test_guest_is_sent_to_sign_in_and_on_to_the_settlement(page, goods):
    put_in(page, goods[0], 1)
    expect(number(page)).to_have_text("1 种商品")
    page.goto("/carts/")

    page.get_by_role("button", name="去结算").click()

    page.wait_for_url("**/login/?next=/orders/settlement/")


def test_buying_at_once_leaves_the_page_for_the_settlement(page, goods):
    page.goto(f"/detail/{goods[0].pk}/")
    page.wait_for_load_state("networkidle")

    page.get_by_label("要买的数量").fill("3")
    page.get_by_role("button", name="立即购买").click()

    page.wait_for_url(re.compile(r"/login/\?next=/orders/settlement/%3Fsku%3D\d+%26count%3D3"))


@pytest.mark.no_script
def test_guest_fills_and_changes_a_cart_without_script(page, goods):
    put_in(page, goods[0], 2)
    page.get_by_role("button", name="加入购物车").click()  # now on a page of its own, which can carry a token
    expect(page.get_by_role("status").filter(has_text="已加入购物车")).to_contain_text("手机 红 × 2")
    page.get_by_role("link", name="购物车").last.click()

    page.get_by_label("手机 红加一件").click()
    expect(total(page)).to_have_text("¥297.00")
    page.get_by_label("手机 红的数量").fill("5")
    page.get_by_label("手机 红的数量").press("Enter")
    expect(total(page)).to_have_text("¥495.00")
    page.get_by_role("checkbox", name="全选").click()
    expect(total(page)).to_have_text("¥0.00")
    page.get_by_role("button", name="去结算").click()
    expect(page.get_by_role("alert")).to_have_text("请先勾选要结算的商品。")
    page.get_by_role("button", name="移除手机 红").click()
    expect(page.get_by_role("heading", name="购物车是空的")).to_be_visible()


@pytest.mark.no_script
def test_known_shopper_puts_in_with_one_press_without_script(page, goods, client, alice):
    signed_in_page(page, client, alice)

    put_in(page, goods[0], 2)

    expect(page.get_by_text("已加入购物车：手机 红 × 2")).to_be_visible()
    assert cart_of_user(alice) == {goods[0].pk: (2, True)}


@pytest.mark.no_script
def test_button_for_typed_counts_is_there_without_script(page, goods, client, alice):
    fill(UserCart(alice.pk), line(goods[0].pk), line(goods[1].pk))
    signed_in_page(page, client, alice).goto("/carts/")

    page.get_by_label("手机 红的数量").fill("2")
    page.get_by_label("手机 蓝的数量").fill("3")
    page.get_by_role("button", name="更新数量").click()

    expect(total(page)).to_have_text("¥495.00")
