"""When the workers last showed that they live, in Redis ("cache"): the only module that knows these keys.

heartbeat:<kind>      seconds since the epoch      one day
"""

import time

from django_redis import get_redis_connection

_LATE_AFTER = 100  # seconds: three beats of thirty missed
_KEPT = 24 * 3600  # seconds


def note_heartbeat(kind: str) -> None:
    """A worker of this kind has just run a task."""
    get_redis_connection("default").set(_key(kind), int(time.time()), ex=_KEPT)


def last_heartbeats() -> dict[str, str]:
    """For "io" and "db": "ok", "late" (no sign for three beats) or "unknown" (none for a day). One round trip.

    Without beat nothing beats, so that "late" may also mean that the clock stands still.
    """
    kinds = ("io", "db")
    noted = get_redis_connection("default").mget([_key(kind) for kind in kinds])
    now = time.time()
    return {kind: _state(int(moment), now) if moment else "unknown" for kind, moment in zip(kinds, noted, strict=True)}


def _state(moment: int, now: float) -> str:
    return "ok" if now - moment <= _LATE_AFTER else "late"


def _key(kind: str) -> str:
    return f"heartbeat:{kind}"
