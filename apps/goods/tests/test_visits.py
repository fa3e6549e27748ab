"""Visits are counted in Redis and come into the database exactly once, wherever the way there is cut."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_redis import get_redis_connection

from celery_tasks.config import beat_schedule
from celery_tasks.goods.tasks import move_visits
from goods import store
from goods.models import VisitBatch, VisitCount
from goods.services import looking
from tests.racing import at_once

from .factories import CategoryFactory, SKUFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def given_visits(category, count, *, day=TODAY):
    get_redis_connection("history").hincrby("visits", f"{day.isoformat()}:{category.pk}", count)


def counted():
    return list(VisitCount.objects.order_by("date", "category_id").values_list("category_id", "date", "count"))


def left_in_redis():
    return get_redis_connection("history").keys("visits*")


def test_every_look_counts_for_its_category_and_writes_nothing_to_the_database(client):
    phone, other_phone = SKUFactory.create_batch(2, spu__category=SKUFactory().category)

    with CaptureQueriesContext(connection) as queries:
        for sku in (phone, other_phone, phone):
            client.get(f"/detail/{sku.pk}/mine/")

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert VisitCount.objects.count() == 0
    move_visits.apply(throw=True)
    assert counted() == [(phone.category_id, timezone.localdate(), 3)]


def test_visits_add_up_by_category_and_day():
    phones, tablets = CategoryFactory.create_batch(2)
    for count in (2, 3):
        given_visits(phones, count), given_visits(tablets, 1), given_visits(phones, 1, day=TODAY - timedelta(days=1))
        looking.move_visits()

    assert counted() == [
        (phones.pk, TODAY - timedelta(days=1), 2),
        (phones.pk, TODAY, 5),
        (tablets.pk, TODAY, 2),
    ]
    assert left_in_redis() == []


def test_moving_nothing_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        looking.move_visits()


@pytest.mark.parametrize("count", [1, 3])
def test_moving_costs_as_many_queries_for_three_categories_as_for_one(django_assert_num_queries, count):
    for category in CategoryFactory.create_batch(count):
        given_visits(category, 1)

    # The transaction (2), the name of the batch (looked for, and written in a savepoint: 4), the categories
    # that there are, the rows that are missing, the counts, the old names.
    with django_assert_num_queries(10):
        looking.move_visits()


def test_batch_that_the_database_has_and_redis_still_holds_does_not_count_again():
    phones = CategoryFactory()
    given_visits(phones, 7)
    batch = store.begin_batch("died before redis forgot it")
    VisitBatch.objects.create(name=batch.name)
    VisitCount.objects.create(category=phones, date=TODAY, count=7)
    given_visits(phones, 1)

    looking.move_visits()
    looking.move_visits()

    assert (counted(), left_in_redis()) == ([(phones.pk, TODAY, 8)], [])


def test_batch_that_never_reached_the_database_is_moved_by_the_next_run():
    phones = CategoryFactory()
    given_visits(phones, 7)
    store.begin_batch("died before the commit")
    given_visits(phones, 1)

    looking.move_visits()
    looking.move_visits()

    assert (counted(), left_in_redis()) == ([(phones.pk, TODAY, 8)], [])


def test_latecomer_does_not_throw_away_the_batch_of_somebody_else():
    given_visits(CategoryFactory(), 1)
    store.begin_batch("the present one")

    store.end_batch("the one before")

    assert left_in_redis() == [b"visits:moving"]


def test_visits_of_a_deleted_category_are_left_out():
    phones, gone = CategoryFactory.create_batch(2)
    given_visits(phones, 2), given_visits(gone, 3)
    gone.delete()

    looking.move_visits()

    assert (counted(), left_in_redis()) == ([(phones.pk, TODAY, 2)], [])


def test_names_of_batches_are_forgotten_after_a_week():
    VisitBatch.objects.create(name="old"), VisitBatch.objects.create(name="recent")
    VisitBatch.objects.filter(name="old").update(moved_at=timezone.now() - timedelta(days=8))
    given_visits(CategoryFactory(), 1)

    looking.move_visits()

    names = set(VisitBatch.objects.values_list("name", flat=True))
    assert ("old" in names, "recent" in names, len(names)) == (False, True, 2)


@pytest.mark.mysql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_race_of_movers_and_visitors_loses_and_doubles_nothing(round_number):
    phones, tablets = CategoryFactory.create_batch(2)

    def visit_and_move(index):
        for _ in range(5):
            given_visits((phones, tablets)[index % 2], 1)
            looking.move_visits()

    results = at_once(visit_and_move, times=8)
    looking.move_visits()

    assert results == [None] * 8
    looking.move_visits()
    assert (counted(), left_in_redis()) == ([(phones.pk, TODAY, 20), (tablets.pk, TODAY, 20)], [])


def test_clock_moves_visits_every_five_minutes():
    entry = beat_schedule["visits of categories"]

    assert (entry["task"], entry["schedule"]) == (move_visits.name, 300.0)
