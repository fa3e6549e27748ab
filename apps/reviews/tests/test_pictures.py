"""Pictures of reviews get their other sizes, and go with the account of who took them."""

import pytest
from PIL import Image

from celery_tasks.pictures import tasks
from reviews.models import Review, ReviewPicture
from reviews.services.anonymising import anonymise_reviews_of
from utils import pictures
from utils.tests.test_picture_files import names_in

from .factories import ReviewFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photographed(review):
    picture = ReviewPicture(review=review)
    picture.take_picture(pictures.store_master(Image.new("RGB", (1600, 800), "red"), folder="reviews"))
    picture.save()
    Review.objects.filter(pk=review.pk).update(has_pictures=True)
    return picture


def widths(picture):
    picture.refresh_from_db()
    return [each["width"] for each in picture.renditions]


def page_of(client, review):
    return client.get(f"/goods/{review.spu_id}/reviews/").content.decode()


def test_task_makes_the_sizes_and_the_pages_follow(client, tmp_path):
    review = ReviewFactory()
    picture = photographed(review)
    before = page_of(client, review)

    tasks.size_reviews(picture_ids=[picture.pk])
    tasks.size_reviews(picture_ids=[picture.pk])  # which is safe

    assert widths(picture) == [480, 960, 1440]
    assert names_in(tmp_path) == {each["name"] for each in picture.renditions}
    assert [" 480w" in page for page in (before, page_of(client, review))] == [False, True]


def test_clock_makes_what_was_lost():
    picture = photographed(ReviewFactory())
    ReviewPicture.objects.update(sizes_wanted_at="2026-01-01T00:00Z")

    tasks.size_late_reviews()

    assert widths(picture) == [480, 960, 1440]


def test_reviews_of_an_erased_account_keep_their_words_and_nothing_of_the_person(client, tmp_path):
    mine, of_others = ReviewFactory(text="词句留给别的买家"), ReviewFactory()
    type(mine.user).objects.filter(pk=mine.user.pk).update(username="alice")
    photographed(mine)
    kept = photographed(of_others)
    assert "a***e" in page_of(client, mine)

    anonymise_reviews_of(mine.user)

    page = page_of(client, mine)
    assert ("词句留给别的买家" in page, "匿名用户" in page, "a***e" in page) == (True, True, False)
    assert names_in(tmp_path) == {kept.renditions[0]["name"]}
    mine.refresh_from_db()
    assert (mine.is_anonymous, mine.has_pictures, mine.spu.review_count) == (True, False, 1)
