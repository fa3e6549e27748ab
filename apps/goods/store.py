"""What people looked at, in Redis ("history"): the only module that knows these keys.

history:<user>    the SKUs that somebody looked at, by the moment; at most LENGTH    180 days after the last look
visits            <day>:<category> → visits that the database has still to learn     until they are moved
visits:moving     the same, while they are moved, and the name of this batch         until the database has them
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django_redis import get_redis_connection

LENGTH = 100  # SKUs of one person
SECONDS = 180 * 24 * 3600

_VISITS, _MOVING = "visits", "visits:moving"
_BATCH = "batch"  # the field of `visits:moving` that is no count

# One batch at a time: the next one is begun when the database has this one, so that none is ever forgotten.
_BEGIN = """
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'batch', ARGV[1])
end
return redis.call('HGETALL', KEYS[2])
"""

# Whoever comes late must not throw away the batch that was begun after theirs.
_END = "if redis.call('HGET', KEYS[1], 'batch') == ARGV[1] then redis.call('DEL', KEYS[1]) end"


@dataclass(frozen=True)
class Batch:
    """Visits on their way into the database. One that is seen twice has the same name and the same counts."""

    name: str
    counts: Mapping[tuple[date, int], int]  # by day and category


def _redis() -> Any:
    return get_redis_connection("history")


def _key(user_id: int) -> str:
    return f"history:{user_id}"


def note_look(*, user_id: int | None, sku_id: int, category_id: int, at: datetime) -> list[int]:
    """Counts a visit of the category, and puts the SKU at the top of what this user looked at (None: a stranger, who
    has no history), all in one round trip. Returns what the user had looked at before, newest first."""
    pipeline = _redis().pipeline()
    pipeline.hincrby(_VISITS, f"{at.date().isoformat()}:{category_id}", 1)
    if user_id is not None:
        key = _key(user_id)
        pipeline.zrevrange(key, 0, -1)
        pipeline.zadd(key, {str(sku_id): at.timestamp()})
        pipeline.zremrangebyrank(key, 0, -(LENGTH + 1))
        pipeline.expire(key, SECONDS)
    answers = pipeline.execute()
    return [int(number) for number in answers[1]] if user_id is not None else []


def looks_of(user_id: int, *, limit: int = LENGTH) -> dict[int, datetime]:
    """The SKUs that this user looked at last and when, newest first."""
    found = _redis().zrevrange(_key(user_id), 0, limit - 1, withscores=True)
    return {int(number): datetime.fromtimestamp(score, UTC) for number, score in found}


def forget_look(user_id: int, sku_id: int) -> None:
    _redis().zrem(_key(user_id), str(sku_id))


def forget_looks(user_id: int) -> None:
    _redis().delete(_key(user_id))


def begin_batch(name: str) -> Batch | None:
    """The batch that is being moved, which may be that of somebody who died over it; else what was counted since, now
    a batch of this name. None when nothing was counted."""
    found = _redis().eval(_BEGIN, 2, _VISITS, _MOVING, name)
    fields = {field.decode(): value.decode() for field, value in zip(found[::2], found[1::2], strict=True)}
    if not fields:
        return None
    present = fields.pop(_BATCH)
    return Batch(present, {_line(field): int(value) for field, value in fields.items()})


def end_batch(name: str) -> None:
    """Forgets this batch, which the database has; another one stays."""
    _redis().eval(_END, 1, _MOVING, name)


def _line(field: str) -> tuple[date, int]:
    day, category_id = field.split(":")
    return date.fromisoformat(day), int(category_id)
