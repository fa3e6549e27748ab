"""A request from the order to the money, in a browser without JavaScript, and axe-core on the pages of the shop."""

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.models import AfterSale
from contents.tests.factories import picture_bytes
from payment.models import Refund
from tests.test_accessibility import choose
from tests.test_goods_admin_accessibility import faults_of_the_mall
from users.tests.factories import UserFactory

from .factories import ask_for, order_of, sent_back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def enter(page, client, user):
    client.force_login(user)
    choose(page, {"sessionid": client.cookies["sessionid"].value})


@pytest.mark.no_script
def test_money_is_asked_back_without_javascript_on_a_phone(browser_page, client, tmp_path):
    order, page = order_of(status="to_review"), browser_page
    (tmp_path / "broken.png").write_bytes(picture_bytes(60, 40))
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, client, order.user)

    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="申请售后").click()
    page.get_by_label("售后类型").select_option("refund_only")
    page.get_by_label("退几件").fill("2")
    page.get_by_label("原因").select_option("damaged")
    page.get_by_label("凭证图片").set_input_files(tmp_path / "broken.png")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("申请已提交，商家会尽快处理。").wait_for()

    aftersale = AfterSale.objects.get()
    assert (aftersale.kind, aftersale.count, len(aftersale.pictures)) == ("refund_only", 2, 1)
    desk = Client()  # the theme of the admin wants JavaScript
    desk.force_login(UserFactory(is_staff=True, is_superuser=True))
    desk.post(reverse("admin:aftersales_aftersale_approve", args=(aftersale.pk,)), {"note": "收到"})
    page.reload()
    page.get_by_text("款项按原支付方式退回").wait_for()
    assert Refund.objects.get().amount == aftersale.amount


@pytest.mark.axe
@pytest.mark.parametrize("width", [390, 1440])
def test_queue_of_the_shop_has_no_axe_violation(browser_page, client, width):
    clerk, page = UserFactory(is_staff=True, is_superuser=True), browser_page
    page.set_viewport_size({"width": width, "height": 900})
    asked, back = ask_for(order_of(), text="拍多了"), sent_back(order_of(status="done"), by=clerk)
    enter(page, client, clerk)
    paths = [reverse("admin:aftersales_aftersale_changelist")]
    paths += [
        reverse(f"admin:aftersales_aftersale_{name}", args=(asked.pk,)) for name in ("change", "approve", "reject")
    ]
    paths += [reverse("admin:aftersales_aftersale_receive", args=(back.pk,))]

    found = []
    for path in paths:
        assert page.goto(path).status == 200
        found += faults_of_the_mall(page)

    assert found == []
