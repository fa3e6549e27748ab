"""A member of staff, in a real browser: sets up the second factor, then locks somebody and looks at their contact."""

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff.tests.factories import code_of
from users.models import User
from users.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _two_factor(settings):
    settings.STAFF_TWO_FACTOR = True


def enter_the_admin(page, path):
    UserFactory(username="theboss", is_staff=True, is_superuser=True)
    page.goto(path)
    page.locator("[name=login]").fill("theboss")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/enrol/**")
    page.locator("[name=present_password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/enrol/code/**")
    assert page.locator(".staff__picture").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    page.locator("[name=code]").fill(code_of(TOTPDevice.objects.get()))
    page.keyboard.press("Enter")
    page.locator(".staff__codes").wait_for()
    assert page.locator(".staff__codes li").count() == 10
    page.get_by_role("link", name="已经保存，继续").click()
    page.wait_for_url(f"**{path}")


def test_staff_enter_lock_somebody_in_the_list_and_unlock_them_on_their_page(browser_page):
    alice = UserFactory(username="alice")
    enter_the_admin(browser_page, "/admin/users/user/")

    browser_page.locator(f"input.action-select[value='{alice.pk}']").check()
    browser_page.locator("select[name=action]").select_option("lock_chosen")
    browser_page.locator("button[name=index]").click()
    browser_page.get_by_text("锁定了 1 个账号。").wait_for()
    assert not User.objects.get(pk=alice.pk).is_active

    browser_page.get_by_role("link", name="alice").click()
    browser_page.get_by_role("button", name="解锁账号").click()
    browser_page.get_by_text("账号可以登录了").wait_for()
    assert User.objects.get(pk=alice.pk).is_active


def test_staff_enter_and_look_at_a_contact_once(browser_page):
    alice = UserFactory(username="alice", mobile="13912345678")
    enter_the_admin(browser_page, f"/admin/users/user/{alice.pk}/change/")

    browser_page.get_by_role("button", name="查看手机号和邮箱").click()

    browser_page.get_by_text("13912345678").wait_for()
    browser_page.get_by_role("link", name="返回").click()
    browser_page.get_by_text("139****5678").wait_for()
    assert "13912345678" not in browser_page.content()
