"""A guest finds a phone, fills a cart, signs in, pays, gets the parcel and says what it is like: on a phone, in a real
browser, with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from addresses.tests.factories import AddressFactory
from goods.models import SKU
from ledger.queries import unbalanced
from orders.models import Order
from orders.services.delivering import ship
from orders.services.moving import by_staff
from orders.states import Status
from reviews.models import Review
from reviews.services import moderating
from tests.shopping import fill_the_mall
from users.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def red(settings, tmp_path, gateway):
    return fill_the_mall(settings, tmp_path)[0]


@pytest.fixture
def alice():
    return AddressFactory(user=UserFactory(username="alice"), is_default=True).user


@pytest.fixture
def page(browser_page, red):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.emulate_media(reduced_motion="reduce")
    return browser_page


def find(page, sku):
    page.goto("/")
    page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first.fill("手机 红")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.get_by_role("link", name=sku.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(sku.name)
    page.wait_for_load_state("networkidle")


def fill_the_cart(page, *, asks_again):
    """Without JavaScript a page of its own asks once more: the page of a product is the same for everybody, and holds
    nothing that a form could prove itself with."""
    page.get_by_label("要买的数量").fill("2")
    page.get_by_role("button", name="加入购物车").click()
    if asks_again:
        page.get_by_role("button", name="加入购物车").click()
    page.get_by_text("已加入购物车").first.wait_for()
    page.goto("/carts/")
    expect(page.locator(".cart__amount .price")).to_have_text("¥198.00")


def sign_in_on_the_way(page):
    page.get_by_role("button", name="去结算").click()
    page.get_by_label("用户名或手机号").fill("alice")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    if "/orders/settlement/" not in page.url:
        page.get_by_role("button", name="去结算").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("确认订单")


def pay(page):
    page.get_by_role("button", name="提交订单").last.click()
    page.get_by_role("button", name="用支付宝付款").click()
    page.get_by_role("heading", name="支付宝收银台（沙箱）").wait_for()
    page.get_by_role("button", name="付款", exact=True).click()
    page.get_by_role("heading", name="支付成功").wait_for()
    page.get_by_role("link", name="查看订单").click()


def receive(page, order):
    clerk = by_staff(UserFactory(is_staff=True).pk)
    ship(order_id=order.pk, carrier="顺丰速运", tracking_number="SF1029384756", by=clerk)
    page.reload()
    expect(page.locator("main")).to_contain_text("SF1029384756")
    page.get_by_role("link", name="确认收货").click()
    page.get_by_role("button", name="确认收货").click()
    expect(page.locator("main")).to_contain_text("已确认收货")


def review(page):
    page.get_by_role("link", name="去评价").first.click()
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_label("评价内容").fill("红得正好，拍照清楚")
    page.get_by_role("button", name="提交评价").click()
    page.wait_for_url("**/reviews/mine/")
    moderating.show([Review.objects.get().pk], by_id=UserFactory(is_staff=True).pk)


def from_home_to_reviewed(page, sku, *, asks_again):
    find(page, sku)
    fill_the_cart(page, asks_again=asks_again)
    sign_in_on_the_way(page)
    pay(page)
    receive(page, Order.objects.get())
    review(page)
    page.goto(f"/goods/{sku.spu_id}/reviews/")
    expect(page.locator("article.review")).to_contain_text("红得正好")
    order = Order.objects.get()
    assert (order.status, order.lines.get().count, order.total) == (Status.DONE, 2, 198)
    assert (SKU.objects.get(pk=sku.pk).stock, unbalanced()) == (sku.stock - 2, [])


def test_from_home_to_reviewed(page, red, alice):
    from_home_to_reviewed(page, red, asks_again=False)


@pytest.mark.no_script
def test_from_home_to_reviewed_without_script(page, red, alice):
    from_home_to_reviewed(page, red, asks_again=True)
