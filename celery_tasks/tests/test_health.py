import time
from types import SimpleNamespace

import pytest
from celery.signals import after_task_publish, beat_init
from django_redis import get_redis_connection

from celery_tasks.config import beat_schedule
from celery_tasks.email.tasks import send_mail
from celery_tasks.health import queues, store
from celery_tasks.health.moments import show_life_of_beat
from celery_tasks.health.tasks import note_db_worker, note_io_worker
from celery_tasks.main import app

MAIL = {"subject": "s", "to": "a@example.com", "text": "t", "html": "h"}


@pytest.fixture
def broker():
    with queues.broker_client(patience=1) as client:
        yield client


def test_workers_that_never_beat_are_unknown():
    assert store.last_heartbeats() == {"io": "unknown", "db": "unknown"}


def test_each_worker_beats_for_its_kind():
    note_io_worker.apply(throw=True)
    only_io = store.last_heartbeats()
    note_db_worker.apply(throw=True)

    assert only_io == {"io": "ok", "db": "unknown"}
    assert store.last_heartbeats() == {"io": "ok", "db": "ok"}


@pytest.mark.parametrize(("age", "state"), [(90, "ok"), (110, "late")])
def test_worker_is_late_after_three_missed_beats(age, state):
    get_redis_connection("default").set("heartbeat:io", int(time.time()) - age)

    assert store.last_heartbeats()["io"] == state


def test_beat_sends_both_heartbeats_by_their_registered_names():
    app.loader.import_default_modules()
    sent = {entry["task"] for entry in beat_schedule.values()}

    assert {note_io_worker.name, note_db_worker.name} <= sent
    assert sent <= app.tasks.keys()


def test_beat_shows_its_life_when_it_starts_and_with_each_heartbeat_that_it_has_sent(monkeypatch):
    monkeypatch.setattr(store, "time", SimpleNamespace(time=lambda: 1_795_000_000))
    ages = [store.heartbeat_ages()["beat"]]
    beat_init.send(sender=None)
    try:
        ages.append(store.heartbeat_ages()["beat"])
        get_redis_connection("default").delete("heartbeat:beat")
        send_mail.delay(**MAIL)
        ages.append(store.heartbeat_ages()["beat"])
        note_db_worker.delay()
        ages.append(store.heartbeat_ages()["beat"])
    finally:
        after_task_publish.disconnect(show_life_of_beat, sender=note_db_worker.name)

    assert ages == [None, 0, None, 0]


def test_publisher_that_is_not_beat_shows_nothing_in_its_name():
    note_db_worker.delay()

    assert store.heartbeat_ages()["beat"] is None


def test_backlog_says_how_many_wait_and_for_how_long_the_oldest(broker):
    send_mail.delay(**MAIL)
    time.sleep(0.3)
    send_mail.delay(**MAIL)

    found = {backlog.queue: backlog for backlog in queues.backlogs(broker)}

    assert {name: backlog.waiting for name, backlog in found.items()} == {"sms": 0, "mail": 2, "db": 0}
    assert 0.3 <= found["mail"].age < 5
    assert (found["sms"].age, found["db"].age) == (0, 0)


def test_message_that_does_not_say_when_it_was_published_has_no_age(broker):
    broker.lpush("db", '{"headers": {}}')

    assert {backlog.queue: backlog.age for backlog in queues.backlogs(broker)}["db"] == 0


def test_messages_that_workers_have_taken_are_counted_by_kind(broker):
    broker.hset("unacked:db", mapping={"1": "a", "2": "b"})

    assert queues.taken(broker) == {"io": 0, "db": 2}
