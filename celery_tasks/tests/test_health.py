import time

import pytest
from django_redis import get_redis_connection

from celery_tasks.config import beat_schedule
from celery_tasks.health import store
from celery_tasks.health.tasks import note_db_worker, note_io_worker
from celery_tasks.main import app


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


@pytest.mark.django_db
def test_health_page_names_the_workers_and_stays_200_without_them(client):
    note_io_worker.apply(throw=True)

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "redis": "ok", "io_worker": "ok", "db_worker": "unknown"}
