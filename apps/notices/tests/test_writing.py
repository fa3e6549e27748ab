"""A notice is there with the change that it is about, or not at all."""

import pytest
from django.db import transaction
from django.utils import translation

from celery_tasks.main import app
from notices.models import Kind, Notice
from notices.services import write_notice
from tests.racing import at_once
from tests.test_outages import redis_away
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = {"number": "20261123083000123456", "amount": "12.50"}


@pytest.fixture
def alice():
    return UserFactory(username="alice")


def waiting_in(queue):
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen(queue)


def write(user, key="paid:1"):
    write_notice(user_id=user.pk, kind=Kind.PAID, key=key, facts=FACTS)


class ChangeFailed(Exception):
    pass


@transaction.atomic
def write_and_fail(user):
    write(user)
    raise ChangeFailed


def test_notice_is_kept_with_its_facts_and_the_language_of_the_moment(alice):
    with translation.override("en"):
        write(alice)

    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.key, notice.facts) == (alice, "paid", "paid:1", FACTS)
    assert (notice.language, notice.status, notice.read_at) == ("en", "waiting", None)


def test_task_is_woken_after_the_commit_and_not_before(alice):
    with transaction.atomic():
        write(alice)
        before = waiting_in("db")

    assert (before, waiting_in("db")) == (0, 1)


def test_change_that_fails_leaves_neither_notice_nor_task(alice):
    with pytest.raises(ChangeFailed):
        write_and_fail(alice)

    assert (Notice.objects.count(), waiting_in("db")) == (0, 0)


def test_same_event_is_written_once(alice):
    write(alice)
    write(alice)

    assert (Notice.objects.count(), waiting_in("db")) == (1, 1)


def test_race_to_write_the_same_event_writes_it_once(alice):
    results = at_once(lambda i: write(alice), times=4)

    assert results == [None] * 4
    assert (Notice.objects.count(), waiting_in("db")) == (1, 1)


@pytest.mark.slow
def test_stopped_broker_costs_no_notice_and_no_change(alice, caplog):
    with redis_away():
        write(alice)

    notice = Notice.objects.get()
    assert (notice.status, notice.claims, waiting_in("db")) == ("waiting", 0, 0)
    assert f"the broker took no notice; it waits for the clock: {notice.pk}" in caplog.text
