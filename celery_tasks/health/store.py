"""When workers and beat last showed that they live, in Redis ("cache"): the only module that knows these keys.

heartbeat:<who>      seconds since the epoch      one day
"""

import time
from typing import Any

from django_redis import get_redis_connection

WHO = ("io", "db", "beat")  # two kinds of workers, and the clock
LATE_AFTER = 100  # seconds: three beats of thirty missed
_KEPT = 24 * 3600  # seconds


def note_heartbeat(who: str) -> None:
    """A worker of this kind has just run a task, or beat has sent one."""
    get_redis_connection("default").set(_key(who), int(time.time()), ex=_KEPT)


def heartbeat_ages(client: Any = None) -> dict[str, int | None]:
    """Seconds since each of WHO last showed itself; None: not within a day. One round trip.

    `client` is another connection to the same Redis, for whoever has less patience than the settings.
    """
    noted = (client or get_redis_connection("default")).mget([_key(who) for who in WHO])
    now = time.time()
    return {who: max(int(now - int(moment)), 0) if moment else None for who, moment in zip(WHO, noted, strict=True)}


def last_heartbeats() -> dict[str, str]:
    """For "io" and "db" as `state` says it. Without beat nothing beats, so that "late" may also mean that the clock
    stands still."""
    ages = heartbeat_ages()
    return {kind: state(ages[kind]) for kind in ("io", "db")}


def state(age: int | None) -> str:
    """ "ok", "late" (no sign for three beats) or "unknown" (none for a day)."""
    if age is None:
        return "unknown"
    return "ok" if age <= LATE_AFTER else "late"


def _key(who: str) -> str:
    return f"heartbeat:{who}"
