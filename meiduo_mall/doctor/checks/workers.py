"""Whether workers and beat live, and how much waits for them."""

from collections.abc import Iterator

from celery_tasks.health.store import last_heartbeats
from celery_tasks.kinds import KINDS
from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

from .redis_servers import broker_client

_WAITING = 500  # messages of one queue
_WHY = {
    "io": "No SMS and no mail goes out: nobody can register.",
    "db": "Unpaid orders keep their goods, refunds and letters wait.",
}
_LINES = {
    "io": "celery -A celery_tasks.main worker -l info -P eventlet -c 1000",
    "db": "celery -A celery_tasks.main worker -l info -Q db -c 2",
}


@check("workers.alive", needs="redis.answers")
def alive(mall: Mall) -> Iterator[Finding]:
    states = last_heartbeats()
    report = error if mall.is_production else warning
    if set(states.values()).isdisjoint({"ok"}):
        why = "Without beat there are no heartbeats, and nothing that happens by the clock."
        yield report("No worker has shown itself: beat may be dead, or all of them.", why, "Start beat first.")
    for kind, state in states.items():
        if state == "ok":
            yield fine(f"The {kind} worker lives.")
        else:
            since = "for three beats" if state == "late" else "for a day"
            yield report(f"The {kind} worker has not shown itself {since}.", _WHY[kind], f"Start: {_LINES[kind]}")


@check("workers.queues", needs="redis.answers")
def queues(mall: Mall) -> Iterator[Finding]:
    with broker_client() as client:
        lengths = {queue: int(client.llen(queue)) for kind in KINDS for queue in kind.queues}
    for queue, length in lengths.items():
        if length > _WAITING:
            what = f"{length} messages wait in the queue {queue}."
            yield warning(
                what, "People wait for what they say.", "Look whether the worker lives, or start another one."
            )
        else:
            yield fine(f"{length} messages wait in the queue {queue}.")
