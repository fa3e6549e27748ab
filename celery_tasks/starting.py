"""A worker at its start: which kind of work it takes, and what follows from that."""

import gc
import resource
from typing import Any

from celery.signals import celeryd_init, worker_ready

from .health.store import note_heartbeat
from .kinds import DB, IO, connection_options, kind_of, worker_options
from .queue_order import SmsFirst

_FILES = 8192


@celeryd_init.connect
def take_one_kind(instance: Any, conf: Any, options: dict[str, Any], **kwargs: Any) -> None:
    """Without -Q a worker takes the io queues. Ends the worker when its queues or its pool do not go together."""
    queues = tuple(options.get("queues") or IO.queues)
    try:
        kind = kind_of(queues)
    except ValueError as refusal:
        raise SystemExit(str(refusal)) from None
    if kind is DB and getattr(options.get("pool"), "is_green", False):
        raise SystemExit("Database drivers block a green worker: start a db worker with -P prefork or -P threads.")
    conf.broker_transport_options = connection_options() | worker_options(kind)
    instance.app.amqp.queues.select(queues)
    name, host = instance.hostname.split("@", 1)
    if name == "celery":  # not named by -n: an io and a db worker of one machine are two names
        instance.hostname = f"{kind.name}@{host}"


@celeryd_init.connect
def prepare_process(**kwargs: Any) -> None:
    """Limits and memory, before a prefork worker makes its children: they inherit both."""
    _allow_many_connections()
    _leave_the_garbage_collector_little_to_do()


def _allow_many_connections() -> None:
    """A thousand tasks are a thousand sockets, and many systems allow 1,024 files unless a process asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _leave_the_garbage_collector_little_to_do() -> None:
    """What is loaded now stays: to look through it again and again cost a tenth of a busy worker's time, and made
    each child of a prefork worker copy it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@worker_ready.connect
def show_life(sender: Any, **kwargs: Any) -> None:
    """A worker shows that it lives as soon as it is ready, not only at the next beat."""
    SmsFirst.slots = sender.pool.limit
    note_heartbeat(kind_of(tuple(sender.app.amqp.queues.consume_from)).name)
