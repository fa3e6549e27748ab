"""The clock counts the days that are over, so that nobody who opens the dashboard waits for it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from celery_tasks.reports import tasks
from orders.tests.factories import OrderFactory
from reports import store
from reports.queries import figures_at, figures_now
from reports.services import count_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def order_of_yesterday():
    return OrderFactory(placed_at=timezone.now() - timedelta(days=1))


@pytest.mark.usefixtures("order_of_yesterday")
def test_first_view_takes_no_more_than_any_other_once_the_clock_has_counted(django_assert_num_queries):
    tasks.count_ahead()

    with django_assert_num_queries(4):  # six by whoever comes first
        figures = figures_now()

    assert figures.days == figures_at(timezone.now()).days
    assert sum(day.orders for day in figures.days) == 1


def test_counting_again_at_once_asks_the_database_nothing(django_assert_num_queries):
    assert count_ahead() is True

    with django_assert_num_queries(0):
        assert count_ahead() is False


@pytest.mark.usefixtures("order_of_yesterday")
def test_what_grew_old_is_counted_again_before_it_runs_out():
    count_ahead()
    OrderFactory(placed_at=timezone.now() - timedelta(days=9))
    store.give_up_past(timezone.localdate())  # as 25 minutes later

    count_ahead()

    kept = store.kept_past(timezone.localdate())
    assert sum(day[0] for day in kept["days"]) == 2


def test_count_that_failed_is_begun_again(django_db_blocker):
    with django_db_blocker.block(), pytest.raises(RuntimeError, match="Database access not allowed"):
        count_ahead()

    assert (cache.get("reports:figures"), count_ahead()) == (None, True)
