"""From the settlement page to the order's own, in a real browser on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from addresses.tests.factories import AddressFactory
from areas.tests.factories import all_areas
from goods.tests.factories import SKUFactory
from orders.models import Order
from pricing.queries import forget_rules
from pricing.tests.factories import FreightRuleFactory, FreightTemplateFactory
from tests.shopping import signed_in_page
from users.tests.factories import UserFactory

from .settling import put

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAX_NUMBER = "91440300MA5DA1234X"


@pytest.fixture
def alice():
    all_areas()
    user = UserFactory(username="alice")
    AddressFactory(user=user, receiver="爱丽丝", is_default=True)
    AddressFactory(user=user, receiver="北京的爱丽丝", district_id=110108)
    rest = FreightRuleFactory(template=FreightTemplateFactory(is_default=True), fee=8)
    FreightRuleFactory(template=rest.template, fee=25, provinces=[110000])
    forget_rules()
    put(user, SKUFactory(name="红手机", price=99), 2)
    return user


@pytest.fixture
def page(browser_page, client, alice):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    return signed_in_page(browser_page, client, alice)


def total(page):
    return page.locator(".sum__line--total .price")


def choose_invoice_and_cash(page):
    page.get_by_label("货到付款").check()
    page.get_by_label("企业").check()
    page.get_by_label("发票抬头").fill("某某有限公司")
    page.get_by_label("税号").fill(TAX_NUMBER)
    page.get_by_label("备注").fill("请放门口")


def order_and_read_it(page):
    page.get_by_role("button", name="提交订单").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("下单成功")
    order = Order.objects.get()
    assert (order.receiver, order.total, order.invoice_tax_number, order.remark) == (
        "北京的爱丽丝",
        223,
        TAX_NUMBER,
        "请放门口",
    )
    page.goto("/orders/")
    page.get_by_role("link", name=order.number).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("订单详情")
    expect(page.locator("main")).to_contain_text("商家正在备货。货到时请付 223.00 元。")
    expect(page.get_by_role("button", name="确认收货")).to_be_disabled()


def cancel(page):
    page.get_by_role("link", name="取消订单").click()
    page.get_by_label("取消的原因").select_option(label="收货地址填错了")
    page.get_by_role("button", name="取消订单").click()
    expect(page.locator(".timeline__event").first).to_contain_text("收货地址填错了")


def test_order_against_cash_on_a_phone(page):
    page.goto("/orders/settlement/")
    expect(total(page)).to_have_text("¥206.00")
    expect(page.get_by_role("button", name="更新运费")).to_be_hidden()

    choose_invoice_and_cash(page)
    page.get_by_label("北京的爱丽丝").check()
    expect(total(page)).to_have_text("¥223.00")
    assert page.get_by_label("税号").input_value() == TAX_NUMBER

    order_and_read_it(page)
    cancel(page)


@pytest.mark.no_script
def test_order_against_cash_on_a_phone_without_script(page):
    page.goto("/orders/settlement/")
    choose_invoice_and_cash(page)

    page.get_by_label("北京的爱丽丝").check()
    page.get_by_role("button", name="更新运费").click()
    expect(total(page)).to_have_text("¥223.00")
    expect(page.get_by_label("北京的爱丽丝")).to_be_checked()

    order_and_read_it(page)
    cancel(page)


@pytest.mark.no_script
def test_new_address_leads_back_to_the_settlement(page):
    page.goto("/orders/settlement/")

    page.get_by_role("link", name="新增地址").click()
    page.get_by_role("link", name="取消").click()

    page.wait_for_url("**/orders/settlement/")


def test_tax_number_is_asked_of_companies_only(page):
    page.goto("/orders/settlement/")
    fields = [page.get_by_label("发票抬头"), page.get_by_label("税号")]
    shown = []

    for kind in ("不开发票", "个人", "企业"):
        page.get_by_label(kind, exact=True).check()
        shown.append([field.is_visible() for field in fields])

    assert shown == [[False, False], [True, False], [True, True]]


def test_enter_in_a_field_orders_and_does_not_just_refresh(page):
    page.goto("/orders/settlement/")
    page.get_by_label("货到付款").check()

    page.get_by_label("备注").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("下单成功")


def test_pressing_twice_makes_one_order(page):
    page.goto("/orders/settlement/")
    page.get_by_label("货到付款").check()

    page.get_by_role("button", name="提交订单").last.dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("下单成功")
    assert Order.objects.count() == 1
