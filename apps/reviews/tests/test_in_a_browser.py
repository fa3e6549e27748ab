"""A buyer writes a review on a phone; the shop shows it; others read it on the page of the product."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from goods.tests.factories import SKUFactory
from orders.models import Order
from orders.states import Status
from reviews.models import Review
from reviews.services import moderating
from tests.shopping import signed_in_page
from users.tests.factories import UserFactory

from .factories import ReviewFactory, given_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def photograph(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    Image.new("RGB", (800, 600), "teal").save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


@pytest.mark.no_script
def test_review_is_written_without_javascript(browser_page, client, photograph):
    alice, sku = UserFactory(username="alice"), SKUFactory(name="红手机")
    given_order(alice, lines=[{"sku": sku}])
    page = signed_in_page(browser_page, client, alice)
    page.set_viewport_size(PHONE)

    page.goto("/reviews/waiting/")
    page.get_by_role("link", name="去评价").click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator(".field__error")).to_have_count(2)  # stars and words
    page.get_by_role("radio", name="4 星").check()
    page.get_by_label("评价内容").fill("屏幕很亮，\n拿着有点重")
    page.get_by_label("图片（选填）").set_input_files(photograph)
    page.get_by_label("匿名评价").check()
    page.get_by_role("button", name="提交评价").click()

    page.wait_for_url("**/reviews/mine/")
    expect(page.locator("article.review")).to_contain_text("拿着有点重")
    expect(page.locator(".badge", has_text="待审核")).to_be_visible()
    review = Review.objects.get()
    assert (review.stars, review.is_anonymous, review.pictures.count()) == (4, True, 1)
    assert Order.objects.get().status == Status.DONE
    moderating.show([review.pk], by_id=UserFactory(is_staff=True).pk)
    page.goto(f"/detail/{sku.pk}/")
    page.get_by_role("link", name="查看全部评价").click()
    expect(page.locator("article.review strong")).to_have_text("匿名用户")


def test_reviews_come_when_the_reader_gets_there(browser_page):
    review = ReviewFactory(text="拍照很好看，夜里也清楚")
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(f"/detail/{review.sku_id}/")

    browser_page.get_by_role("link", name="评价", exact=True).click()

    expect(browser_page.locator("#reviews article.review")).to_contain_text("夜里也清楚")
