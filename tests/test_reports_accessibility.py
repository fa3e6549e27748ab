"""axe-core on the figures of the mall: every width, both themes, the table of days opened."""

import pytest

from notices.tests.factories import NoticeFactory
from orders.tests.factories import OrderFactory
from tests.test_accessibility import choose
from tests.test_goods_admin_accessibility import faults_of_the_mall
from users.tests.factories import UserFactory

pytestmark = [pytest.mark.axe, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = ("/admin/", "/admin/reports/", "/admin/notices/notice/")


@pytest.fixture
def page(browser_page, client):
    OrderFactory(status="done", lines=2)
    NoticeFactory(status="failed", reason="refused")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value})
    return browser_page


def faults_at(page, path):
    assert page.goto(path).status == 200
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('main details, .reports details').forEach(each => each.open = true)")
    return faults_of_the_mall(page)


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (768, "light"), (1440, "dark"), (1440, "light")])
def test_figures_and_notices_of_the_admin_have_no_axe_violation(page, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/")
    page.evaluate(f"localStorage.setItem('adminTheme', JSON.stringify('{theme}'))")

    assert [fault for path in PATHS for fault in faults_at(page, path)] == []
