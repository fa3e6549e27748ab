import json
from types import SimpleNamespace

import pytest
from celery import Celery

from celery_tasks.io_task import IoTask
from celery_tasks.kinds import IO, NOT_NOTED, connection_options, worker_options
from celery_tasks.main import app as mall
from celery_tasks.taking import Account, KeepAccount


@pytest.fixture
def take():
    """Takes a message from a queue as a worker does. Returns the worker's channel and the message."""
    app = Celery("taking", set_as_current=False, config_source="celery_tasks.config")
    app.conf.broker_transport_options = connection_options() | worker_options(IO)
    connection = app.connection_for_read()

    def take_from(queue):
        channel = connection.channel()
        channel.basic_qos(0, 7, False)
        KeepAccount(None).start(SimpleNamespace(task_consumer=SimpleNamespace(channel=channel)))
        taken = []
        channel.basic_consume(queue, False, taken.append, "tag")
        channel._create_client().lpush(queue, json.dumps(message(queue)))
        connection.drain_events(timeout=2)
        return channel, taken[0]

    yield take_from
    connection.close()


def message(queue):
    delivery = {"delivery_tag": "1", "delivery_info": {"exchange": "", "routing_key": queue}, "body_encoding": "utf-8"}
    return {"body": "{}", "headers": {}, "properties": delivery, "content-type": "application/json"}


def in_redis(channel, queue):
    """Messages waiting in the queue, and messages noted as taken."""
    client = channel._create_client()
    return client.llen(queue), client.hlen("unacked:io")


@pytest.mark.parametrize(("queue", "noted"), [("sms", 0), ("mail", 1)])
def test_taken_message_counts_as_taken_and_is_noted_unless_it_is_an_sms(take, queue, noted):
    channel, _ = take(queue)

    assert isinstance(channel.qos, Account)
    assert (channel.qos.prefetch_count, channel.qos.can_consume_max_estimate()) == (7, 6)
    assert in_redis(channel, queue) == (0, noted)


@pytest.mark.parametrize("queue", ["sms", "mail"])
def test_acknowledged_message_is_gone(take, queue):
    channel, taken = take(queue)

    taken.ack()

    assert channel.qos.can_consume_max_estimate() == 7
    assert in_redis(channel, queue) == (0, 0)


@pytest.mark.parametrize("queue", ["sms", "mail"])
def test_worker_that_stops_gives_the_message_back(take, queue):
    channel, _ = take(queue)

    channel.qos.restore_unacked_once()

    assert in_redis(channel, queue) == (1, 0)


@pytest.mark.parametrize("queue", ["sms", "mail"])
def test_message_sent_back_waits_again(take, queue):
    channel, taken = take(queue)

    taken.requeue()

    assert in_redis(channel, queue) == (1, 0)


def test_one_client_serves_a_channel_until_its_connections_are_lost(take):
    channel, _ = take("mail")
    first = channel.qos._connected()

    again = channel.qos._connected()
    channel._disconnect_pools()

    assert first is again
    assert channel.qos._connected() is not first


def test_tasks_that_are_not_noted_acknowledge_early():
    """Otherwise they would promise to survive their worker, and not keep it."""
    mall.loader.import_default_modules()
    late = {
        task.name
        for task in mall.tasks.values()
        if isinstance(task, IoTask)
        and mall.amqp.router.route({}, task.name)["queue"].name in NOT_NOTED
        and task.acks_late
    }

    assert late == set()
