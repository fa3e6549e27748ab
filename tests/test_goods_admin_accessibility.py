"""axe-core on what we put into the pages of the goods' admin. What surrounds it belongs to the theme, whose landmarks
are not ours to judge."""

import pytest
from django.urls import reverse

from goods.models import SKU
from tests.axe import faults
from tests.shopping import fill_the_mall
from tests.test_accessibility import choose
from users.tests.factories import UserFactory

pytestmark = [pytest.mark.axe, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THEIRS = ("landmark-one-main", "landmark-unique", "region", "empty-table-header")


@pytest.fixture
def page(browser_page, client, settings, tmp_path):
    fill_the_mall(settings, tmp_path)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value})
    return browser_page


def faults_of_the_mall(page):
    page.wait_for_load_state("networkidle")
    return faults(page, without=THEIRS)


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_the_goods_have_no_axe_violation(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    sku = SKU.objects.order_by("pk").first()
    skus = reverse("admin:goods_sku_changelist")
    paths = [skus, f"{skus}?stock_is=low", reverse("admin:goods_sku_export"), reverse("admin:goods_sku_import")]
    paths += [reverse(f"admin:goods_sku_{name}", args=[sku.pk]) for name in ("change", "history")]
    paths += [reverse("admin:goods_spu_change", args=[sku.spu_id])]

    found = []
    for path in paths:
        assert page.goto(path).status == 200
        found += faults_of_the_mall(page)

    assert found == []


def test_preview_of_a_change_of_prices_has_no_axe_violation(page):
    page.goto(reverse("admin:goods_sku_changelist"))
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(label="修改所选 SKU 的价格")
    page.locator("button[name=index]").click()
    before = faults_of_the_mall(page)
    page.locator("[name=value]").fill("-10")
    page.get_by_role("button", name="预览").click()
    page.get_by_text("确认以后会这样改").wait_for()

    assert before + faults_of_the_mall(page) == []
