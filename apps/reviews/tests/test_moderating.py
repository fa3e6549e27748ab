"""What the shop does to reviews, and what product pages count."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from goods.models import SKU, SPU, CatalogueChange
from goods.tests.factories import SKUFactory, SPUFactory
from reviews.models import HideReason, Review, State
from reviews.services import moderating
from users.tests.factories import UserFactory

from .factories import ReviewFactory, given_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True)


def review_of(sku, **fields):
    return ReviewFactory(**({"line": given_order(lines=[{"sku": sku}])[1][0], "state": State.PENDING} | fields))


def sums(spu):
    spu.refresh_from_db()
    return spu.review_count, spu.star_sum, spu.average_stars and str(spu.average_stars)


def said(reviews):
    entries = LogEntry.objects.filter(object_id__in=[str(review.pk) for review in reviews])
    return list(entries.order_by("pk").values_list("change_message", flat=True))


def test_shown_reviews_of_all_skus_are_counted_together(clerk):
    spu = SPUFactory()
    red, blue = SKUFactory.create_batch(2, spu=spu)
    reviews = [review_of(red, stars=5), review_of(red, stars=4), review_of(blue, stars=2)]

    changed = moderating.show([review.pk for review in reviews], by_id=clerk.pk)

    assert (changed, sums(spu)) == (3, (3, 11, "3.7"))
    assert [SKU.objects.get(pk=sku.pk).review_count for sku in (red, blue)] == [2, 1]
    assert set(CatalogueChange.objects.values_list("sku_id", flat=True)) == {red.pk, blue.pk}
    assert said(reviews) == ["展示"] * 3


def test_showing_twice_counts_once(clerk):
    review = review_of(SKUFactory())

    changed = [moderating.show([review.pk], by_id=clerk.pk) for _ in range(2)]

    assert (changed, sums(review.spu), said([review])) == ([1, 0], (1, 5, "5.0"), ["展示"])


def test_hidden_review_is_taken_out_of_the_count_and_can_come_back(clerk):
    review = review_of(SKUFactory(), state=State.SHOWN)
    ids = [review.pk]

    hidden = moderating.hide(ids, reason=HideReason.ADVERTISING, by_id=clerk.pk)
    counted = sums(review.spu)
    again = moderating.hide(ids, reason=HideReason.PRIVATE, by_id=clerk.pk)
    moderating.show(ids, by_id=clerk.pk)

    assert (hidden, counted, again, sums(review.spu)) == (1, (0, 0, None), 1, (1, 5, "5.0"))
    assert said([review]) == ["不展示：含有广告", "不展示：含有个人信息", "展示"]
    review.refresh_from_db()
    assert (review.state, review.hide_reason) == (State.SHOWN, "")


def test_hiding_what_was_never_shown_counts_nothing(clerk):
    review = review_of(SKUFactory())

    moderating.hide([review.pk], reason=HideReason.UNRELATED, by_id=clerk.pk)

    assert sums(review.spu) == (0, 0, None)


def test_shop_answers_changes_its_answer_and_takes_it_back(clerk):
    review = ReviewFactory()

    answers = []
    for text in ("谢谢支持", "谢谢支持", ""):
        moderating.reply(review.pk, text=text, by_id=clerk.pk)
        review.refresh_from_db()
        answers.append((review.reply, review.replied_by_id, review.replied_at is not None))

    assert answers == [("谢谢支持", clerk.pk, True)] * 2 + [("", None, False)]
    assert said([review]) == ["回复", "删除了回复"]


def test_too_many_at_once_change_nothing(clerk):
    with pytest.raises(moderating.TooMany):
        moderating.show(range(moderating.MOST_AT_ONCE + 1), by_id=clerk.pk)


@pytest.mark.parametrize(("state", "reason"), [(State.HIDDEN, ""), (State.SHOWN, "advertising")])
def test_database_wants_a_reason_exactly_for_what_is_hidden(state, reason):
    review = ReviewFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state=state, hide_reason=reason)


@pytest.mark.parametrize("sums", [{"review_count": 1, "star_sum": 6}, {"review_count": 2, "star_sum": 1}])
def test_database_takes_no_impossible_average(sums):
    spu = SPUFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SPU.objects.filter(pk=spu.pk).update(**sums)
