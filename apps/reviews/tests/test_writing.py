"""Who may review what, and what becomes of the order and of the pictures."""

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from goods.models import SPU
from orders.models import Actor, OrderEvent, OrderLine
from orders.states import Change, Status
from reviews.models import Review, State
from reviews.services.writing import AlreadyReviewed, NotReceived, Refunded, Words, WriterInactive, write_review
from users.tests.factories import UserFactory
from utils.tests.test_picture_files import names_in

from .factories import ReviewFactory, given_order

pytestmark = pytest.mark.django_db
WORDS = Words(stars=4, text="声音很干净，包装一般", is_anonymous=True)


def write(order, line, user=None, words=WORDS, **fields):
    return write_review(user=user or order.user, number=order.number, line_id=line.pk, words=words, **fields)


def test_buyer_reviews_a_line_once_it_arrived():
    order, [line] = given_order()

    review = write(order, line)

    assert (review.user, review.sku, review.spu) == (order.user, line.sku, line.sku.spu)
    assert (review.stars, review.text, review.is_anonymous) == (4, WORDS.text, True)
    assert (review.state, review.has_pictures) == (State.PENDING, False)  # until somebody has read it


def test_review_that_waits_is_not_counted_and_one_that_is_shown_at_once_is(settings):
    order, lines = given_order(lines=2)

    write(order, lines[0])
    settings.REVIEWS_SHOWN_AT_ONCE = True
    shown = write(order, lines[1])

    counted = [SPU.objects.get(pk=line.sku.spu_id) for line in lines]
    assert shown.state == State.SHOWN
    assert [(spu.review_count, spu.star_sum) for spu in counted] == [(0, 0), (1, 4)]


def test_last_missing_review_completes_the_order():
    order, lines = given_order(lines=3)
    OrderLine.objects.filter(pk=lines[2].pk).update(refunded_count=1)  # which nobody can review

    seen = []
    for line in lines[:2]:
        write(order, line)
        order.refresh_from_db()
        seen.append(order.status)

    assert seen == [Status.TO_REVIEW, Status.DONE]
    event = OrderEvent.objects.filter(order=order).last()
    assert (event.change, event.status, event.actor) == (Change.REVIEW, Status.DONE, Actor.BUYER)


def test_order_that_is_done_may_still_miss_a_review():
    order, [line] = given_order(status="done")

    write(order, line)

    order.refresh_from_db()
    assert (order.status, Review.objects.count()) == (Status.DONE, 1)


def test_line_of_somebody_else_does_not_exist():
    order, [line] = given_order()
    other_order, _lines = given_order(user=UserFactory())

    with pytest.raises(OrderLine.DoesNotExist):
        write(order, line, user=other_order.user)
    with pytest.raises(OrderLine.DoesNotExist):
        write(other_order, line)  # a line of another order, under the number of one's own

    assert Review.objects.count() == 0


@pytest.mark.parametrize("status", ["unpaid", "to_ship", "shipped", "cancelled", "refunding", "refunded"])
def test_nothing_is_reviewed_before_it_is_received(status):
    order, [line] = given_order(status=status)

    with pytest.raises(NotReceived):
        write(order, line)

    assert Review.objects.count() == 0


def test_line_is_reviewed_once():
    order, [line] = given_order()
    write(order, line)

    with pytest.raises(AlreadyReviewed):
        write(order, line)

    assert Review.objects.count() == 1


def test_line_that_was_refunded_altogether_is_not_reviewed():
    order, [line] = given_order(lines=[{"count": 2}])
    OrderLine.objects.filter(pk=line.pk).update(refunded_count=2)

    with pytest.raises(Refunded):
        write(order, line)


def test_line_of_which_something_was_kept_is_reviewed():
    order, [line] = given_order(lines=[{"count": 2}])
    OrderLine.objects.filter(pk=line.pk).update(refunded_count=1)

    assert write(order, line).pk


def test_who_was_locked_meanwhile_writes_nothing():
    order, [line] = given_order()
    order.user.is_active = False
    order.user.save(update_fields=["is_active"])

    with pytest.raises(WriterInactive):
        write(order, line)

    assert Review.objects.count() == 0


@pytest.mark.parametrize("stars", [0, 6])
def test_database_takes_one_to_five_stars(stars):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFactory(stars=stars, state=State.PENDING)


def test_pictures_are_stored_and_sizes_wanted(settings, tmp_path, broker_away, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    order, [line] = given_order()

    with django_capture_on_commit_callbacks(execute=True):
        review = write(order, line, photographs=[Image.new("RGB", (1000, 500), "red") for _ in range(7)])

    pictures = list(review.pictures.all())
    assert (review.has_pictures, len(pictures)) == (True, 6)
    assert [picture.renditions[-1]["width"] for picture in pictures] == [1000] * 6
    assert all(picture.sizes_wanted_at for picture in pictures)
    assert names_in(tmp_path) == {picture.renditions[-1]["name"] for picture in pictures}


def test_pictures_of_a_refused_review_leave_no_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order, [line] = given_order()
    order.user.is_active = False
    order.user.save(update_fields=["is_active"])

    with pytest.raises(WriterInactive):
        write(order, line, photographs=[Image.new("RGB", (600, 300), "red")])

    assert names_in(tmp_path) == set()
