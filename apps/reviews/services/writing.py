"""Buyers say what they think of what they bought."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from PIL import Image

from celery_tasks.pictures import tasks
from goods.services import rating
from orders.models import Order, OrderLine
from orders.services.reviewing import note_reviewed
from orders.states import RECEIVED
from users.models import User
from utils import pictures
from utils.pictures import Rendition

from ..models import MOST_PICTURES, Review, ReviewPicture, State


class ReviewRejected(Exception):
    """Nothing was saved."""


class NotReceived(ReviewRejected):
    """The order has not arrived yet, or it was cancelled or sent back."""


class Refunded(ReviewRejected):
    """The money for all pieces of the line went back."""


class AlreadyReviewed(ReviewRejected):
    """The line has its review."""


class WriterInactive(ReviewRejected):
    """The account was locked or erased in this moment."""


@dataclass(frozen=True)
class Words:
    """What the buyer wrote."""

    stars: int
    text: str
    is_anonymous: bool = False


def write_review(
    *, user: User, number: str, line_id: int, words: Words, photographs: Sequence[Image.Image] = ()
) -> Review:
    """Saves the review of a line of one's own order; the last one that was missing completes the order. All or
    nothing: the files of the pictures are deleted when it is nothing. A task makes their other sizes after the commit.

    Raises OrderLine.DoesNotExist for a line that is not one's own, and NotReceived, Refunded, AlreadyReviewed or
    WriterInactive.
    """
    refuse_unless_reviewable(line_of(user, number=number, line_id=line_id))
    stored: list[list[Rendition]] = []
    try:
        for photograph in photographs[:MOST_PICTURES]:
            stored.append(pictures.store_master(photograph, folder=ReviewPicture.picture_folder))
        with transaction.atomic():
            return _write(user, number, line_id, words, stored)
    except Exception:
        pictures.delete_pictures(rendition for renditions in stored for rendition in renditions)
        raise


def line_of(user: User, *, number: str, line_id: int) -> OrderLine:
    """The line of one's own order, with its order and, if there is one, its review. Raises OrderLine.DoesNotExist."""
    lines = OrderLine.objects.filter(order__user=user, order__number=number).select_related("order", "sku", "review")
    return lines.get(pk=line_id)


def refuse_unless_reviewable(line: OrderLine) -> None:
    """Raises what write_review would raise of this line."""
    if hasattr(line, "review"):
        raise AlreadyReviewed
    if line.order.status not in RECEIVED:
        raise NotReceived
    if line.refunded_count >= line.count:
        raise Refunded


def _write(user: User, number: str, line_id: int, words: Words, stored: list[list[Rendition]]) -> Review:
    """Under the lock of the order: of two that write at once, the second sees the first; so does whoever refunds."""
    Order.objects.of(user).select_for_update().get(number=number)
    line = line_of(user, number=number, line_id=line_id)
    refuse_unless_reviewable(line)
    state = State.SHOWN if settings.REVIEWS_SHOWN_AT_ONCE else State.PENDING
    if state == State.SHOWN:  # first: the row of a review shares the locks of its goods, and two could wait for ever
        rating.count_in([rating.Rating(line.sku.spu_id, line.sku_id, words.stars)])
    review = Review.objects.create(
        line=line,
        user=user,
        sku=line.sku,
        spu_id=line.sku.spu_id,
        stars=words.stars,
        text=words.text,
        is_anonymous=words.is_anonymous,
        has_pictures=bool(stored),
        state=state,
    )
    if not User.objects.filter(pk=user.pk, is_active=True).exists():  # the review holds their row: nobody erases it now
        raise WriterInactive
    _add_pictures(review, stored)
    note_reviewed(line)
    return review


def _add_pictures(review: Review, stored: list[list[Rendition]]) -> None:
    made = [ReviewPicture(review=review) for _ in stored]
    for picture, renditions in zip(made, stored, strict=True):
        picture.take_picture(renditions)
    ReviewPicture.objects.bulk_create(made)
    late = review.pictures.filter(sizes_wanted_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    if stored and (picture_ids := list(late)):
        pictures.want_sizes(tasks.size_reviews, picture_ids=picture_ids)
