import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from celery import Celery
from kombu.asynchronous.timer import Timer

from celery_tasks import restoring
from celery_tasks.kinds import DB, IO, connection_options, worker_options
from celery_tasks.restoring import RestoreMessages


@pytest.fixture(autouse=True)
def _short_timeouts(settings):
    settings.CELERY_VISIBILITY_TIMEOUTS = {"io": 1, "db": 1}


def worker(kind, **changed):
    """What the step sees of a worker's consumer."""
    app = Celery("restoring", set_as_current=False, config_source="celery_tasks.config")
    app.conf.update(broker_transport_options=connection_options() | worker_options(kind), **changed)
    return SimpleNamespace(app=app, timer=Timer(), task_consumer=None)


def take_message_and_die(consumer, queue):
    """Takes a message as a worker does, and never acknowledges it. Returns a client of the broker."""
    connection = consumer.app.connection_for_write()
    channel = connection.default_channel
    connection.SimpleQueue(queue).put({"a": "message"})
    tag = "1"
    message = channel.Message(channel._get(queue), channel=channel)
    channel.qos.append(message, tag)
    channel.qos._delivered.clear()  # a dead worker gives nothing back when it closes
    client = channel._create_client()
    connection.close()
    return client


def sweep(consumer):
    step = RestoreMessages(consumer)
    step.start(consumer)
    step.sweep()
    step.stop(consumer)


def test_message_of_a_dead_worker_is_given_back_after_the_visibility_timeout():
    consumer = worker(IO)
    client = take_message_and_die(consumer, "mail")
    sweep(consumer)
    before = client.llen("mail")
    time.sleep(1.1)

    sweep(consumer)

    assert (before, client.llen("mail"), client.hlen("unacked:io")) == (0, 1, 0)


@contextmanager
def held_by(consumer, queue):
    """A message that a worker has taken and not acknowledged while it lives; yields a client of the broker."""
    with consumer.app.connection_for_write() as connection:
        channel = connection.default_channel
        connection.SimpleQueue(queue).put({"a": "message"})
        channel.qos.append(channel.Message(channel._get(queue), channel=channel), "1")
        consumer.task_consumer = SimpleNamespace(channel=channel)
        yield channel._create_client()
        channel.qos._delivered.clear()


@pytest.mark.parametrize(("seconds", "given_back"), [(1.5, 0), (60, 1)])
def test_message_is_not_given_back_while_its_worker_lives_unless_its_task_hangs(monkeypatch, seconds, given_back):
    monkeypatch.setattr(restoring, "LEASE", 0.5)
    consumer = worker(IO)
    consumer.app.conf.broker_transport_options["visibility_timeout"] = 30
    step = RestoreMessages(consumer)
    with held_by(consumer, "mail") as client:
        step.start(consumer)
        step.sweep()
        step.held["1"] -= seconds
        for _sweep in range(6):
            time.sleep(0.1)
            step.sweep()

        step.stop(consumer)
        assert (client.llen("mail"), client.hlen("unacked:io")) == (given_back, 1 - given_back)


@pytest.mark.parametrize("trouble", ["hangs", "is away"])
def test_messages_of_others_are_not_given_back_before_they_could_renew_them_after_a_broker_was_away(
    monkeypatch, trouble
):
    monkeypatch.setattr(restoring, "LEASE", 0.8)
    mine, other = worker(IO), worker(IO)
    for consumer in (mine, other):
        consumer.app.conf.broker_transport_options["visibility_timeout"] = 30
    steps = [RestoreMessages(consumer) for consumer in (mine, other)]
    with held_by(other, "mail") as client:
        for step, consumer in zip(steps, (mine, other), strict=True):
            step.start(consumer)
            step.sweep()
        time.sleep(1)  # nobody hears of the broker
        if trouble == "is away":
            client.client_kill_filter(_type="normal", skipme=True)
            steps[0].sweep()

        for step in (steps[0], *steps):  # the other one comes later
            step.sweep()

        assert (client.llen("mail"), client.hlen("unacked:io")) == (0, 1)
        for step, consumer in zip(steps, (mine, other), strict=True):
            step.stop(consumer)


def test_worker_of_one_kind_leaves_the_messages_of_the_other_alone():
    consumer = worker(DB)
    client = take_message_and_die(consumer, "db")
    time.sleep(1.1)

    sweep(worker(IO))

    assert (client.llen("db"), client.hlen("unacked:db")) == (0, 1)


def test_broker_that_is_away_costs_a_warning(caplog):
    consumer = worker(IO, broker_url="redis://127.0.0.1:1/0")

    sweep(consumer)

    assert "messages of dead workers were not restored: " in caplog.text


def test_sweep_works_again_when_the_broker_is_back():
    consumer = worker(IO)
    client = take_message_and_die(consumer, "mail")
    step = RestoreMessages(consumer)
    step.start(consumer)
    step.sweep()
    client.client_kill_filter(_type="normal", skipme=True)
    time.sleep(1.1)

    step.sweep()  # finds its connection closed
    for _sweep in range(12):  # a lease, in which others may renew theirs
        step.sweep()
        time.sleep(0.1)
    step.stop(consumer)

    assert client.llen("mail") == 1


def test_sweeps_are_more_frequent_than_the_visibility_timeout_and_end_with_the_worker():
    consumer = worker(IO)
    step = RestoreMessages(consumer)

    step.start(consumer)
    [planned] = consumer.timer.queue
    step.stop(consumer)

    assert planned.eta - time.monotonic() <= 0.25
    assert planned.entry.canceled
