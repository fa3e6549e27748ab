"""An address in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from addresses.models import Address
from areas.tests.factories import all_areas
from users.tests.factories import UserFactory

from .factories import AddressFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser_page, client, live_server):
    all_areas()
    client.force_login(UserFactory(username="alice"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    browser_page.context.add_cookies([session])
    return browser_page


def fill(page):
    page.goto("/addresses/")
    page.get_by_role("link", name="新增地址").click()
    page.get_by_label("收货人").fill("张三")
    page.get_by_label("手机号").fill("13900000001")
    page.get_by_label("详细地址").fill("科苑路 15 号")


def choose(page, label, name):
    page.get_by_label(label, exact=True).select_option(label=name)


def save(page):
    page.get_by_role("button", name="保存地址").last.click()
    page.wait_for_url("**/addresses/")


def assert_saved(page):
    assert "广东省 深圳市 南山区" in page.locator("main").inner_text()
    address = Address.objects.get()
    assert (address.receiver, address.district_id, address.place) == ("张三", 440305, "科苑路 15 号")


def test_selects_fill_one_another(page):
    fill(page)
    expect(page.get_by_role("button", name="更新城市和区县")).to_be_hidden()

    choose(page, "省份", "广东省")
    choose(page, "城市", "深圳市")
    choose(page, "区县", "南山区")
    assert page.get_by_label("收货人").input_value() == "张三"
    save(page)

    assert_saved(page)


def test_focus_stays_on_the_select_that_was_changed(page):
    fill(page)

    page.get_by_label("省份", exact=True).focus()
    choose(page, "省份", "广东省")
    expect(page.get_by_label("城市", exact=True).locator("option")).to_have_count(22)

    expect(page.get_by_label("省份", exact=True)).to_be_focused()


@pytest.mark.no_script
def test_address_is_chosen_on_a_phone_without_script(page):
    page.set_viewport_size({"width": 390, "height": 844})
    fill(page)

    choose(page, "省份", "广东省")
    page.get_by_role("button", name="更新城市和区县").click()
    choose(page, "城市", "深圳市")
    page.get_by_role("button", name="更新城市和区县").click()
    choose(page, "区县", "南山区")
    save(page)

    assert_saved(page)


@pytest.mark.no_script
def test_enter_saves_and_does_not_refresh(page):
    fill(page)

    page.get_by_label("收货人").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("请选择省份")


@pytest.mark.no_script
def test_deleting_asks_first_without_script(page):
    owner = UserFactory._meta.model.objects.get(username="alice")
    AddressFactory(user=owner, is_default=True)
    page.goto("/addresses/")
    expect(page.get_by_role("button", name="确定删除")).to_be_hidden()

    page.get_by_text("删除", exact=True).click()
    page.get_by_role("button", name="确定删除").click()

    expect(page.get_by_text("还没有收货地址")).to_be_visible()
    assert not Address.objects.exists()
