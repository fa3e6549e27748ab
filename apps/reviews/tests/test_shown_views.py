"""The reviews that everybody reads: with the product, and on pages of their own."""

import json
import re

import pytest

from goods.tests.factories import SKUFactory, SPUFactory
from reviews.models import HideReason, Review, ReviewPicture, State
from reviews.services import moderating
from users.tests.factories import UserFactory
from utils.page_cache import forget_pages

from .factories import ReviewFactory, given_order

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def sku():
    return SKUFactory()


def review_of(sku, user=None, **fields):
    return ReviewFactory(line=given_order(user, lines=[{"sku": sku}])[1][0], **fields)


def picture_of(review):
    Review.objects.filter(pk=review.pk).update(has_pictures=True)
    ReviewPicture.objects.create(
        review=review, renditions=[{"name": "reviews/a-480.webp", "width": 480, "height": 320}]
    )


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def texts(page):
    return re.findall(r'<p class="review__text">(.*?)</p>', page)


@pytest.mark.parametrize("many", [1, 3])
def test_fragment_takes_three_queries_cold_and_none_warm(client, sku, django_assert_num_queries, many):
    for _ in range(many):
        picture_of(review_of(sku))

    with django_assert_num_queries(3):
        cold = text_of(client.get(f"/detail/{sku.pk}/reviews/"))
    with django_assert_num_queries(0):
        assert text_of(client.get(f"/detail/{sku.pk}/reviews/")) == cold

    assert (cold.count('<article class="review">'), cold.count('/media/reviews/a-480.webp" width')) == (many, many)
    assert f'href="/goods/{sku.spu_id}/reviews/"' in cold


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("rest", ["", "pictures/1/"])
def test_page_takes_four_queries_cold_and_none_warm(client, sku, django_assert_num_queries, many, rest):
    for _ in range(many):
        picture_of(review_of(sku))
    path = f"/goods/{sku.spu_id}/reviews/{rest}"

    with django_assert_num_queries(4):
        cold = text_of(client.get(path))
    with django_assert_num_queries(0):
        assert text_of(client.get(path)) == cold

    assert len(texts(cold)) == many


@pytest.mark.parametrize("many", [1, 3])
def test_product_page_takes_no_query_more_for_its_reviews(client, sku, django_assert_num_queries, many):
    for stars in range(many):
        review_of(sku, stars=5 - stars)

    with django_assert_num_queries(4):
        cold = text_of(client.get(f"/detail/{sku.pk}/"))
    with django_assert_num_queries(0):
        assert text_of(client.get(f"/detail/{sku.pk}/")) == cold

    assert f'hx-get="/detail/{sku.pk}/reviews/"' in cold
    assert f"{many} 条评价" in cold


def test_reviews_of_all_skus_of_a_product_stand_together(client):
    spu = SPUFactory()
    red, blue = SKUFactory.create_batch(2, spu=spu)
    review_of(red, text="红色的很好看"), review_of(blue, text="蓝色的很好看"), ReviewFactory(text="别的商品的评价")

    pages = [text_of(client.get(path)) for path in (f"/detail/{red.pk}/reviews/", f"/goods/{spu.pk}/reviews/")]

    assert [texts(page) for page in pages] == [["蓝色的很好看", "红色的很好看"]] * 2


def test_pages_show_what_is_shown_only(client, sku):
    review_of(sku, text="还没有人看过", state=State.PENDING)
    review_of(sku, text="不该让人看到", state=State.HIDDEN, hide_reason=HideReason.ADVERTISING)

    pages = [
        text_of(client.get(path))
        for path in (f"/detail/{sku.pk}/", f"/detail/{sku.pk}/reviews/", f"/goods/{sku.spu_id}/reviews/")
    ]

    assert [texts(page) for page in pages] == [[]] * 3
    assert ["还没有评价" in pages[0], "aggregateRating" in pages[0], "还没有评价" in pages[2]] == [True, False, True]


def test_filters_narrow_down_and_count(client, sku):
    picture_of(review_of(sku, stars=5, text="五星有图的评价"))
    review_of(sku, stars=5, text="五星没有图的"), review_of(sku, stars=2, text="二星没有图的")
    at = f"/goods/{sku.spu_id}/reviews"

    found = {choice: texts(text_of(client.get(f"{at}/{choice}/1/"))) for choice in ("all", "pictures", "5", "2", "1")}

    assert {choice: len(each) for choice, each in found.items()} == {"all": 3, "pictures": 1, "5": 2, "2": 1, "1": 0}
    page = text_of(client.get(f"{at}/"))
    tabs = re.findall(r'class="tabs__tab" href="[^"]*"[^>]*>(.*?)</a>', page)
    assert tabs == ["全部 3", "有图 1", "5 星 2", "2 星 1"]


def test_pages_are_bounded(client, sku):
    for _ in range(11):
        review_of(sku)
    at = f"/goods/{sku.spu_id}/reviews"

    second = text_of(client.get(f"{at}/all/2/"))
    missing = [f"{at}/all/3/", f"{at}/all/0/", f"{at}/6/1/", f"{at}/best/1/", f"{at}/all/{10**30}/"]
    missing += ["/goods/999999/reviews/", f"/goods/{10**30}/reviews/", "/detail/999999/reviews/"]

    assert len(texts(second)) == 1
    assert [client.get(path).status_code for path in missing] == [404] * len(missing)


def test_moderation_and_answers_are_on_the_next_page(client, sku, django_capture_on_commit_callbacks):
    review = review_of(sku, state=State.PENDING, text="刚刚写的评价")
    clerk = UserFactory(is_staff=True)
    paths = (f"/detail/{sku.pk}/", f"/detail/{sku.pk}/reviews/", f"/goods/{sku.spu_id}/reviews/")

    def seen():
        pages = [text_of(client.get(path)) for path in paths]
        return "1 条评价" in pages[0], *(("刚刚写的评价" in page, "谢谢支持" in page) for page in pages[1:])

    changes = [
        lambda: None,
        lambda: moderating.show([review.pk], by_id=clerk.pk),
        lambda: moderating.reply(review.pk, text="谢谢支持", by_id=clerk.pk),
        lambda: moderating.hide([review.pk], reason=HideReason.PRIVATE, by_id=clerk.pk),
    ]
    found = []
    for change in changes:
        with django_capture_on_commit_callbacks(execute=True):
            change()
        found.append(seen())

    nothing, words, answer = (False, False), (True, False), (True, True)
    assert found == [(False, nothing, nothing), (True, words, words), (True, answer, answer), (False, nothing, nothing)]


@pytest.mark.parametrize(
    ("username", "is_anonymous", "shown"),
    [("alice", False, "a***e"), ("alice", True, "匿名用户"), ("deleted-abcdef", False, "匿名用户")],
)
def test_names_of_writers_are_masked(client, sku, username, is_anonymous, shown):
    review_of(sku, UserFactory(username=username), is_anonymous=is_anonymous)

    page = text_of(client.get(f"/goods/{sku.spu_id}/reviews/"))

    [article] = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert re.findall(r"<strong>(.*?)</strong>", article) == [shown]
    assert username not in page


def test_words_of_buyers_run_nothing(client, sku):
    review_of(sku, UserFactory(username="bob-the-buyer"), text=EVIL, reply=EVIL, replied_at="2026-01-01T00:00Z")

    pages = [text_of(client.get(path)) for path in (f"/detail/{sku.pk}/reviews/", f"/goods/{sku.spu_id}/reviews/")]

    assert [("<script>alert" in page, "<img src=x" in page, "&lt;script&gt;" in page) for page in pages] == [
        (False, False, True)
    ] * 2


def test_search_engines_read_the_average(client, sku):
    review_of(sku, stars=5), review_of(sku, stars=4)
    forget_pages()

    page = text_of(client.get(f"/detail/{sku.pk}/"))

    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(told)[0]["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.5",
        "reviewCount": 2,
    }
