"""Counts how often somebody did something, in fixed windows in Redis."""

from dataclasses import dataclass
from typing import Any

# Asked and counted in one step on the server: a hundred requests at once cannot all see the count before the first.
# A full counter refuses, and then nothing is counted anywhere: refused attempts cost nobody else anything.
_ENTER = """
for i = 1, #KEYS do
  if tonumber(redis.call('GET', KEYS[i]) or '0') >= tonumber(ARGV[2 * i - 1]) then
    return math.max(redis.call('TTL', KEYS[i]), 1)
  end
end
for i = 1, #KEYS do
  if redis.call('INCR', KEYS[i]) == 1 then redis.call('EXPIRE', KEYS[i], ARGV[2 * i]) end
end
return 0
"""

# A counter whose window has ended stays gone: one made by DECR would be negative and last for ever.
_LEAVE = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


@dataclass(frozen=True)
class Throttle:
    """At most `limit` times in `seconds`, counted per name of `who`. The window starts with the first count."""

    name: str
    limit: int
    seconds: int

    def key(self, who: str) -> str:
        return f"throttle:{self.name}:{who}"


def enter(redis: Any, *visits: tuple[Throttle, str]) -> int:
    """Counts a visit with every throttle, or with none. Returns the seconds to wait: 0 when it was counted, else the
    rest of the window of the first throttle, in the order given, that is full."""
    keys = [throttle.key(who) for throttle, who in visits]
    arguments = [number for throttle, _who in visits for number in (throttle.limit, throttle.seconds)]
    return int(redis.register_script(_ENTER)(keys=keys, args=arguments))


def leave(redis: Any, throttle: Throttle, who: str) -> None:
    """Takes one visit back. Also queues on a pipeline."""
    redis.eval(_LEAVE, 1, throttle.key(who))
