"""Counts how often somebody did something, in a fixed window, inside the caller's Redis pipeline."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Throttle:
    """At most `limit` times in `seconds`, counted per name of `who`.

    The window starts with the first count and ends by itself. Counting and asking are one step, so that a hundred
    requests at once cannot all see the count before the first of them.
    """

    name: str
    limit: int
    seconds: int

    def key(self, who: str) -> str:
        return f"throttle:{self.name}:{who}"

    def count(self, pipe: Any, who: str) -> None:
        """Queues three commands on the pipeline; hand their three results to `wait_seconds`."""
        key = self.key(who)
        pipe.set(key, 0, ex=self.seconds, nx=True)
        pipe.incr(key)
        pipe.ttl(key)

    def wait_seconds(self, results: list[Any]) -> int:
        """How long this one has to wait: 0 when the count is within the limit."""
        _created, count, ttl = results
        return max(int(ttl), 1) if count > self.limit else 0
