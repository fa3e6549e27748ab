"""Paying as people do, on a phone: over to the stand-in of Alipay and back."""

import pytest

from orders.tests.factories import OrderFactory
from tests.paying.at_the_gateway import money_of, status_of
from tests.test_accessibility import choose, complaints
from users.tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(gateway, client, browser_page):
    user = UserFactory(username="alice")
    client.force_login(user)
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value})
    browser_page.set_viewport_size({"width": 390, "height": 844})
    return OrderFactory(user=user)


def arrive(page, order):
    page.goto(f"/payment/{order.number}/")
    page.get_by_role("button", name="用支付宝付款").click()
    page.get_by_role("heading", name="支付宝收银台（沙箱）").wait_for()


def pay(page, order):
    arrive(page, order)
    page.get_by_role("button", name="付款", exact=True).click()
    page.get_by_role("heading", name="支付成功").wait_for()


def test_order_is_paid(browser_page, order):
    pay(browser_page, order)

    assert (status_of(order), money_of(order)) == ("to_ship", (order.total, 0))
    browser_page.get_by_role("link", name="查看订单").click()
    browser_page.wait_for_url(f"**/orders/{order.number}/")


@pytest.mark.no_script
def test_order_is_paid_without_script(browser_page, order):
    pay(browser_page, order)

    assert status_of(order) == "to_ship"


def test_order_is_paid_after_giving_up_once(browser_page, order):
    arrive(browser_page, order)
    browser_page.get_by_role("button", name="付款失败").click()
    browser_page.get_by_role("heading", name="没有付款").wait_for()
    browser_page.get_by_role("link", name="重新支付").click()

    pay(browser_page, order)

    assert status_of(order) == "to_ship"


@pytest.mark.axe
@pytest.mark.parametrize("look", ["phone", "dark desk"])
def test_pages_of_paying_have_no_axe_violation(browser_page, order, look):
    choose(browser_page, {} if look == "phone" else {"theme": "dark"})
    browser_page.set_viewport_size({"width": 390 if look == "phone" else 1440, "height": 900})
    found = complaints(browser_page, f"/payment/{order.number}/")
    arrive(browser_page, order)
    found += complaints(browser_page, browser_page.url)
    browser_page.get_by_role("button", name="付款", exact=True).click()
    browser_page.get_by_role("heading", name="支付成功").wait_for()
    found += complaints(browser_page, browser_page.url)

    found += complaints(browser_page, "/payment/status/?sign=forged")

    assert found == []
