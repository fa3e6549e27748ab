"""Reviews written and moderated by several at the same moment."""

import pytest

from goods.models import SPU
from goods.tests.factories import SKUFactory
from orders.models import OrderEvent
from orders.states import Change, Status
from reviews.models import HideReason, Review, State
from reviews.services import moderating
from reviews.services.writing import AlreadyReviewed, Words, write_review
from tests.racing import at_once
from users.tests.factories import UserFactory

from .factories import ReviewFactory, given_order

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]


def write(order, line):
    try:
        write_review(user=order.user, number=order.number, line_id=line.pk, words=Words(stars=4, text="同一时刻写的"))
    except AlreadyReviewed:
        return "already"
    return "written"


def test_of_two_who_review_the_same_line_one_wins():
    order, [line] = given_order()

    found = at_once(lambda _: write(order, line), times=4)

    assert sorted(found) == ["already", "already", "already", "written"]
    assert Review.objects.count() == 1


def test_last_two_lines_at_once_complete_the_order_once():
    order, lines = given_order(lines=4)

    found = at_once(lambda place: write(order, lines[place]), times=4)

    order.refresh_from_db()
    assert (found, order.status) == (["written"] * 4, Status.DONE)
    assert OrderEvent.objects.filter(order=order, change=Change.REVIEW).count() == 1


def test_reviews_of_the_same_goods_shown_at_once_are_all_counted(settings):
    settings.REVIEWS_SHOWN_AT_ONCE = True
    sku = SKUFactory()
    orders = [given_order(lines=[{"sku": sku}]) for _ in range(6)]

    found = at_once(lambda place: write(orders[place][0], orders[place][1][0]), times=6)

    spu = SPU.objects.get(pk=sku.spu_id)
    assert (found, spu.review_count, spu.star_sum) == (["written"] * 6, 6, 24)


def test_two_clerks_who_show_and_hide_the_same_reviews_leave_the_count_right():
    sku, clerk = SKUFactory(), UserFactory(is_staff=True)
    ids = [
        ReviewFactory(line=given_order(lines=[{"sku": sku}])[1][0], state=State.PENDING, stars=4).pk for _ in range(3)
    ]

    def decide(place):
        if place % 2:
            return moderating.hide(ids[::-1], reason=HideReason.UNRELATED, by_id=clerk.pk)
        return moderating.show(ids, by_id=clerk.pk)

    at_once(decide, times=6)

    shown = Review.objects.shown().count()
    spu = SPU.objects.get(pk=sku.spu_id)
    assert (spu.review_count, spu.star_sum) == (shown, shown * 4)
    assert shown in (0, 3)
