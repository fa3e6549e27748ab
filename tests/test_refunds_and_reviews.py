"""Refunds and reviews know nothing of each other: orders settles what both of them mean for one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from aftersales.tests.factories import approve, ask_for, line_of, order_of
from orders.models import Order, OrderEvent, OrderLine
from reviews.queries.own import waiting_count
from reviews.services.writing import Words, write_review
from reviews.tests.factories import ReviewFactory
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True)


def review(order, place):
    words = Words(stars=4, text="声音很干净")
    write_review(user=order.user, number=order.number, line_id=line_of(order, place).pk, words=words)


def refund(order, place, *, by, count=1):
    approve(ask_for(order, count, place=place, kind="refund_only", reason="faulty"), by=by)


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def test_refund_of_the_last_line_without_a_review_completes_the_order(clerk):
    order = order_of(status="to_review", lines=2)
    review(order, 0)

    refund(order, 1, by=clerk)

    event = OrderEvent.objects.filter(order=order).last()
    assert (status_of(order), event.change, event.actor) == ("done", "review", "mall")
    assert waiting_count(order.user) == 0


def test_refund_of_some_pieces_leaves_the_others_to_review(clerk):
    order = order_of(status="to_review", lines=[{"count": 1}, {"count": 2}])
    review(order, 0)

    refund(order, 1, by=clerk)

    assert (status_of(order), waiting_count(order.user)) == ("to_review", 1)
    refund(order, 1, by=clerk)
    assert (status_of(order), waiting_count(order.user)) == ("done", 0)


def test_refund_of_what_was_reviewed_leaves_the_order_done(clerk):
    order = order_of(status="to_review", lines=2)
    review(order, 0)
    review(order, 1)

    refund(order, 0, by=clerk)

    assert status_of(order) == "done"
    assert OrderEvent.objects.filter(order=order, change="review").count() == 1


def test_lines_reviewed_before_are_noted_by_the_migration():
    lines = [ReviewFactory().line for _ in range(2)]
    OrderLine.objects.update(is_reviewed=False)
    order_of(status="to_review")

    migration = import_module("reviews.migrations.0003_note_reviewed_lines")
    migration.note_reviewed(apps, connection.schema_editor())

    assert list(OrderLine.objects.filter(is_reviewed=True).order_by("pk")) == lines
