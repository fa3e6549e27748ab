import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery import Celery
from celery.concurrency import get_implementation

from celery_tasks.starting import take_one_kind

ROOT = Path(__file__).parents[2]


def start(*, pool="prefork", name="celery@here", **options):
    """A worker at the point where Celery lets us change its configuration."""
    app = Celery("starting", set_as_current=False, config_source="celery_tasks.config")
    worker = SimpleNamespace(app=app, hostname=name)
    take_one_kind(instance=worker, conf=app.conf, options={"pool": get_implementation(pool), **options})
    return worker


def queues(worker):
    return list(worker.app.amqp.queues.consume_from)


def test_worker_takes_the_io_queues_unless_told_otherwise():
    worker = start(pool="eventlet")

    assert (queues(worker), worker.hostname) == (["sms", "mail"], "io@here")


@pytest.mark.parametrize("pool", ["prefork", "threads", "solo"])
def test_db_worker_takes_the_db_queue(pool):
    worker = start(pool=pool, queues=["db"])

    assert (queues(worker), worker.hostname) == (["db"], "db@here")


def test_worker_keeps_the_name_that_it_was_given():
    assert start(queues=["sms"], name="texts@here").hostname == "texts@here"


def test_each_kind_has_a_record_and_a_visibility_timeout_of_its_own():
    io = start().app.conf.broker_transport_options
    db = start(queues=["db"]).app.conf.broker_transport_options

    assert (io["visibility_timeout"], db["visibility_timeout"]) == (600, 3600)
    for name in ("unacked_key", "unacked_index_key", "unacked_mutex_key"):
        assert io[name] != db[name]


@pytest.mark.parametrize("mixed", [["sms", "db"], ["orders"]])
def test_worker_of_two_kinds_or_none_does_not_start(mixed):
    with pytest.raises(SystemExit, match=r"A worker takes queues of one kind \(io: sms, mail; db: db\), not "):
        start(queues=mixed)


def test_green_db_worker_does_not_start():
    with pytest.raises(SystemExit, match="start a db worker with -P prefork or -P threads"):
        start(pool="eventlet", queues=["db"])


def test_worker_may_open_a_thousand_connections_where_processes_start_with_fewer():
    program = """
import resource
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
from celery_tasks.starting import prepare_process
prepare_process()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(done.stdout) >= 1100
