"""The content security policy: styles and scripts from files alone, and pages of the admin that keep to it."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from unfold.settings import CONFIG_DEFAULTS

from goods.models import SKU, ChannelGroup
from tests.shopping import fill_the_mall
from tests.test_accessibility import choose
from users.tests.factories import UserFactory


@pytest.mark.parametrize("path", ["/", "/login/", "/cart/", "/no-such-page/", "/admin/", "/admin/login/"])
@pytest.mark.django_db
def test_no_page_runs_what_stands_in_it(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert policy.startswith("default-src 'self'; ")
    assert {"object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"} <= {
        each.strip() for each in policy.split(";")
    }


@pytest.mark.once
def test_style_sheet_has_every_colour_that_the_theme_would_write_into_its_pages():
    ours = re.findall(r"--color-([a-z0-9-]+):", (settings.BASE_DIR / "static/admin/theme.css").read_text())
    theirs = {f"{name}-{weight}" for name, weights in CONFIG_DEFAULTS["COLORS"].items() for weight in weights}

    assert set(ours) == theirs


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_of_the_admin_keep_to_it(browser_page, client, settings, tmp_path):
    fill_the_mall(settings, tmp_path)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    choose(browser_page, {"sessionid": client.cookies["sessionid"].value})
    group, sku = ChannelGroup.objects.earliest("pk"), SKU.objects.earliest("pk")
    for path in (
        reverse("admin:index"),
        reverse("admin:app_list", args=["goods"]),
        reverse("admin:reports"),
        reverse("admin:goods_channelgroup_change", args=[group.pk]),
        reverse("admin:goods_sku_change", args=[sku.pk]),
        reverse("admin:goods_sku_history", args=[sku.pk]),
    ):
        assert browser_page.goto(path).status == 200  # `browser_page` fails on each line about the policy

    browser_page.goto(reverse("admin:goods_category_changelist"))
    browser_page.locator("input.action-select").first.check()
    bar = browser_page.locator("#changelist-actions")
    bar.locator("select[name=action]").select_option(index=1)

    expect(bar.locator("button[name=index]")).to_be_visible()
    primary = browser_page.evaluate("getComputedStyle(document.body).getPropertyValue('--color-primary-600')")
    assert primary.strip() == "oklch(0.56 0.21 25)"
