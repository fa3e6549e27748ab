import pytest
from kombu.utils import functional

from celery_tasks.main import app


class EnoughTries(Exception):
    pass


def test_worker_never_waits_long_for_its_next_try_to_reach_the_broker(monkeypatch):
    monkeypatch.setattr(functional, "sleep", lambda seconds: None)
    waits = []

    def count(error, seconds):
        waits.append(seconds)
        if len(waits) == 5:
            raise EnoughTries

    with app.connection_for_read("redis://127.0.0.1:1/0") as connection, pytest.raises(EnoughTries):
        connection.ensure_connection(count)

    assert waits == [1, 3, 4, 4, 4]
