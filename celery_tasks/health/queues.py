"""What waits in the queues, read from the broker as kombu keeps it there: lists, the oldest message at the end."""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from celery_tasks.kinds import KINDS, worker_options

from .moments import PUBLISHED_AT

QUEUES = tuple(queue for kind in KINDS for queue in kind.queues)


@dataclass(frozen=True)
class Backlog:
    """Messages that nobody has taken yet, and for how many seconds the oldest of them has waited."""

    queue: str
    waiting: int
    age: float


def broker_client(*, patience: float) -> Any:
    """A connection of its own to the broker, which gives up after so many seconds without an answer."""
    url = settings.CELERY_BROKER_URL
    if url.startswith("redis+socket://"):  # kombu's spelling of a Unix socket
        url = url.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
    return Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience, retry=Retry(NoBackoff(), 0))


def backlogs(client: Any) -> list[Backlog]:
    """Of each queue. One round trip."""
    with client.pipeline(transaction=False) as together:
        for queue in QUEUES:
            together.llen(queue)
            together.lindex(queue, -1)
        found = together.execute()
    pairs = zip(QUEUES, found[::2], found[1::2], strict=True)
    return [Backlog(queue, waiting, _age(oldest)) for queue, waiting, oldest in pairs]


def taken(client: Any) -> dict[str, int]:
    """For each kind of worker the messages that were taken and have not ended; without SMS, which are not noted."""
    with client.pipeline(transaction=False) as together:
        for kind in KINDS:
            together.hlen(worker_options(kind)["unacked_key"])
        return {kind.name: count for kind, count in zip(KINDS, together.execute(), strict=True)}


def _age(message: bytes | None) -> float:
    """Of a message that somebody else wrote it is not known, and then it is 0."""
    try:
        moment = json.loads(message or b"null")["headers"][PUBLISHED_AT]
    except (ValueError, TypeError, LookupError):
        return 0.0
    return max(time.time() - moment, 0.0) if isinstance(moment, int | float) else 0.0
