import pytest
from celery.worker import state

from celery_tasks.queue_order import SmsFirst


class Task:
    """Stands in a worker's list of running tasks, which holds its members weakly."""


@pytest.fixture
def running():
    """Makes a worker of so many slots run so many tasks."""
    tasks = []

    def run(count, *, slots):
        SmsFirst.slots = slots
        tasks.extend(Task() for _ in range(count))
        state.reserved_requests.update(tasks)

    yield run
    state.reserved_requests.difference_update(tasks)
    SmsFirst.slots = 0


def asked(*queues):
    order = SmsFirst()
    order.update(queues)
    order.rotate("sms")
    return order.consume(len(queues))


def test_sms_come_before_mail_in_whatever_order_the_queues_are_named():
    assert (asked("mail", "sms"), asked("sms", "mail")) == (["sms", "mail"], ["sms", "mail"])


@pytest.mark.parametrize(("count", "expected"), [(899, ["sms", "mail"]), (900, ["sms"]), (999, ["sms"])])
def test_last_tenth_of_the_slots_is_for_sms(running, count, expected):
    running(count, slots=1000)

    assert asked("sms", "mail") == expected


def test_worker_without_sms_fills_all_its_slots(running):
    running(99, slots=100)

    assert (asked("mail"), asked("db")) == (["mail"], ["db"])


def test_small_worker_keeps_no_reserve(running):
    running(8, slots=9)

    assert asked("sms", "mail") == ["sms", "mail"]


def test_queues_of_remote_control_are_asked_too():
    assert asked("reply.celery.pidbox") == ["reply.celery.pidbox"]
