"""Whether workers and beat live, and how much waits for them."""

from collections.abc import Iterator

from celery_tasks.health.queues import Backlog, backlogs
from celery_tasks.health.store import heartbeat_ages, state
from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check
from meiduo_mall.health.parts import LATE_AFTER

from .redis_servers import broker_client

_WAITING = 500  # messages of one queue
_WHY = {
    "io": "No SMS and no mail goes out: nobody can register.",
    "db": "Refunds, letters and new pictures wait.",
    "beat": "Nothing happens by the clock: unpaid orders keep their goods, what was lost is not found again.",
}
_LINES = {
    "io": "celery -A celery_tasks.main worker -l info -P eventlet -c 1000",
    "db": "celery -A celery_tasks.main worker -l info -Q db -c 2",
    "beat": "celery -A celery_tasks.main beat -l info, once in the whole mall",
}


@check("workers.alive", needs="redis.answers")
def alive(mall: Mall) -> Iterator[Finding]:
    report = error if mall.is_production else warning
    for who, age in heartbeat_ages().items():
        name = "beat" if who == "beat" else f"the {who} worker"
        if state(age) == "ok":
            yield fine(f"{name.capitalize()} lives.")
        else:
            since = "for a day" if age is None else f"for {age} seconds"
            yield report(f"{name.capitalize()} has not shown itself {since}.", _WHY[who], f"Start: {_LINES[who]}")


@check("workers.queues", needs="redis.answers")
def queues(mall: Mall) -> Iterator[Finding]:
    """By age too: the signs of life of the io worker say nothing of mail, and few messages may wait for ever."""
    with broker_client() as client:
        found = backlogs(client)
    for backlog in found:
        said = _said(backlog)
        if backlog.waiting > _WAITING or backlog.age > LATE_AFTER[backlog.queue]:
            do = "Look whether the worker of this queue lives, or start another one."
            yield warning(said, "People wait for what they say.", do)
        else:
            yield fine(said)


def _said(backlog: Backlog) -> str:
    wait = "1 message waits" if backlog.waiting == 1 else f"{backlog.waiting} messages wait"
    oldest = f", the oldest for {backlog.age:.0f} seconds" if backlog.age >= 1 else ""
    return f"{wait} in the queue {backlog.queue}{oldest}."
