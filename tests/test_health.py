"""Liveness and readiness, with parts that are really away or really hang."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from celery_tasks.email.tasks import send_mail
from celery_tasks.health.store import note_heartbeat
from celery_tasks.health.tasks import note_io_worker
from meiduo_mall.health import readiness
from meiduo_mall.health.parts import Part

pytestmark = pytest.mark.django_db

WELL = {
    "status": "ok",
    "database": "ok",
    "redis": "ok",
    "cache": "ok",
    "io_worker": "unknown",
    "db_worker": "unknown",
    "beat": "unknown",
    "broker": "ok",
    "queues": "ok",
    "sms_waiting": 0,
    "sms_oldest_seconds": 0,
    "mail_waiting": 0,
    "mail_oldest_seconds": 0,
    "db_waiting": 0,
    "db_oldest_seconds": 0,
    "storage": "ok",
}


@contextmanager
def silent_server():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]


def timed(ask):
    started = time.monotonic()
    return ask(), time.monotonic() - started


@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready"])
def test_mall_that_is_well_says_so_of_each_part(client, path):
    response = client.get(path)

    assert (response.status_code, response.json()) == (200, WELL)
    assert response["Cache-Control"] == "no-store"


def test_workers_and_beat_are_named_and_the_mall_is_ready_without_them(client):
    note_io_worker.apply(throw=True)
    note_heartbeat("beat")

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (200, WELL | {"io_worker": "ok", "beat": "ok"})


def test_queue_whose_oldest_message_waits_too_long_is_late(client, monkeypatch):
    monkeypatch.setitem(readiness.parts.__globals__["LATE_AFTER"], "mail", -1)
    send_mail.delay(subject="s", to="a@example.com", text="t", html="h")

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (200, WELL | {"queues": "late", "mail_waiting": 1})


@pytest.mark.once
def test_liveness_touches_nothing(client, django_assert_num_queries, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    with django_assert_num_queries(0):
        response = client.get("/healthz/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert threading.active_count() == 1


@pytest.mark.once
@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/healthz/live"])
def test_probe_is_answered_whatever_host_it_names_and_without_https(path, settings):
    settings.ALLOWED_HOSTS = ["mall.example.com"]
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get(path, headers={"Host": "10.0.0.7:8000"})

    assert (response.status_code, response.cookies) == (200, {})


def test_away_are_the_parts_that_are_away_and_no_others(client, settings, tmp_path):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    (tmp_path / "a file").write_text("where a folder should be")
    settings.MEDIA_ROOT = str(tmp_path / "a file")

    response = client.get("/healthz/ready")

    there = {name: said for name, said in WELL.items() if not name.endswith(("_waiting", "_seconds"))}
    away = {"status": "away", "broker": "away", "queues": "unknown", "storage": "away"}
    assert (response.status_code, response.json()) == (503, there | away)


@pytest.mark.once
def test_unreachable_file_cluster_is_away(client, settings):
    settings.FDFS_TRACKERS = ["127.0.0.1:1"]

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()) == (503, WELL | {"status": "away", "storage": "away"})


@pytest.mark.once
def test_parts_that_hang_are_asked_at_the_same_time(client, settings):
    with silent_server() as port:
        silent = f"redis://127.0.0.1:{port}"
        settings.CELERY_BROKER_URL = f"{silent}/5"
        caches = {name: {**cache, "LOCATION": f"{silent}/1"} for name, cache in settings.CACHES.items()}
        settings.CACHES = caches
        response, seconds = timed(lambda: client.get("/healthz/ready"))

    said = response.json()
    assert [said[name] for name in ("database", "redis", "cache", "broker", "storage")] == ["ok", *["away"] * 3, "ok"]
    assert response.status_code == 503
    assert 0.9 < seconds < 2


@pytest.mark.mysql
def test_database_that_hangs_is_away_within_two_seconds(client, monkeypatch):
    with silent_server() as port:
        monkeypatch.setitem(connection.settings_dict, "PORT", port)
        response, seconds = timed(lambda: client.get("/healthz/ready"))

    assert (response.status_code, response.json()) == (503, WELL | {"status": "away", "database": "away"})
    assert seconds < 2


@pytest.fixture
def asked(monkeypatch):
    """Stands in the list of parts beside none: counts how often it is asked, and takes its time."""
    moments = []

    def ask():
        moments.append(time.monotonic())
        time.sleep(0.2)
        return {}

    monkeypatch.setattr(readiness, "parts", lambda: [Part("slow", ask, {})])
    return moments


@pytest.mark.once
def test_many_probes_within_a_second_ask_the_parts_once(asked):
    known = readiness.Readiness()
    probes = [threading.Thread(target=known.report) for _ in range(20)]
    for probe in probes:
        probe.start()
    for probe in probes:
        probe.join()

    assert len(asked) == 1


@pytest.mark.once
def test_parts_are_asked_again_after_a_second_and_nobody_else_waits_for_it(asked):
    known = readiness.Readiness()
    known.report()
    time.sleep(readiness.KEPT)
    first = threading.Thread(target=known.report)
    first.start()
    time.sleep(0.05)

    _report, seconds = timed(known.report)
    first.join()

    assert (len(asked), seconds < 0.1) == (2, True)


@pytest.mark.once
def test_part_that_never_answers_holds_one_thread_however_often_it_is_asked(monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(readiness, "parts", lambda: [Part("stuck", lambda: gate.wait(30) and {}, {"more": "unknown"})])
    monkeypatch.setattr(readiness, "DEADLINE", 0.1)
    monkeypatch.setattr(readiness, "KEPT", 0)
    known, before = readiness.Readiness(), threading.active_count()

    reports = [known.report() for _ in range(3)]
    stuck = threading.active_count() - before
    gate.set()

    assert [(found.is_ready, found.findings) for found in reports] == [
        (False, {"stuck": "away", "more": "unknown"})
    ] * 3
    assert stuck == 1
