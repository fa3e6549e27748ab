"""The two kinds of work.

`io` tasks wait for other machines: plain arguments, at most Redis, never the ORM, because a database driver would
stop the thousand other tasks of a green worker. `db` tasks use the database, on processes or threads.

A worker takes one kind. Redis has no notion of a worker that died: a message that was taken and not acknowledged
goes back to its queue after the visibility timeout, whether its task still runs or not, so that the timeout must be
longer than any task. Each kind has a timeout, and its own record of messages taken: a worker of one kind cannot give
back the messages of the other.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Kind:
    name: str
    queues: tuple[str, ...]  # in the order in which a worker looks into them

    @property
    def visibility_timeout(self) -> int:
        """Seconds after which a message that was taken but not acknowledged is given to another worker."""
        return settings.CELERY_VISIBILITY_TIMEOUTS[self.name]


IO = Kind("io", ("sms", "mail"))
DB = Kind("db", ("db",))
KINDS = (IO, DB)
#: Queues whose messages expire before the visibility timeout, so that nobody could give them back (taking.py).
NOT_NOTED = {"sms"}


def kind_of(queues: tuple[str, ...]) -> Kind:
    """The kind that all these queues belong to. Raises ValueError when there is none."""
    for kind in KINDS:
        if set(queues) <= set(kind.queues):
            return kind
    known = "; ".join(f"{kind.name}: {', '.join(kind.queues)}" for kind in KINDS)
    raise ValueError(f"A worker takes queues of one kind ({known}), not {', '.join(queues)}.")


def connection_options() -> dict[str, Any]:
    """What kombu's Redis transport is told by everybody. Times in seconds: a page that queues something does not wait
    longer for a broker that hangs."""
    return {"socket_connect_timeout": 0.4, "socket_timeout": 0.4}


def worker_options(kind: Kind) -> dict[str, Any]:
    """What it is told on top by a worker of this kind. Times in seconds."""
    return {
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "visibility_timeout": kind.visibility_timeout,
        "unacked_key": f"unacked:{kind.name}",
        "unacked_index_key": f"unacked:{kind.name}:index",
        "unacked_mutex_key": f"unacked:{kind.name}:mutex",
        "unacked_mutex_expire": 30,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "queue_order_strategy": "celery_tasks.queue_order:SmsFirst",
    }
