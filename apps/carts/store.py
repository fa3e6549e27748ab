"""Carts of known people in Redis ("carts"): the only module that knows these keys.

cart:<user>           SKU → count                                      90 days after the last change
cart:<user>:ticked    the SKUs that are chosen for the next order      the same
cart:<user>:added     SKU → "<yuan> <nanoseconds>": the price and     the same
                      the moment when it was put in
cart:merged:<id>      a guest's cart that was taken over               1 day

Every change is one script, so that a hundred at once come out as if one after the other.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django_redis import get_redis_connection
from redis.exceptions import RedisError

from .lines import Caps, CartFull, Line, LineGone, Merged, MoreThanMost

logger = logging.getLogger(__name__)

LIMIT = 100  # lines
SECONDS = 90 * 24 * 3600
_MERGED_SECONDS = 24 * 3600  # longer than a form that was sent twice, or a browser that missed the answer

_RENEW = "for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[1]) end\n"

_ADD = (
    """
local sku, count, most, room, note = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local present = tonumber(redis.call('HGET', KEYS[1], sku) or '0')
if present + count > most then return {'most', present} end
if present == 0 and redis.call('HLEN', KEYS[1]) >= room then return {'full', 0} end
redis.call('HSET', KEYS[1], sku, present + count)
redis.call('SADD', KEYS[2], sku)
redis.call('HSET', KEYS[3], sku, note)
"""
    + _RENEW
    + "return {'', present + count}"
)

# Keeps the moment of adding: a line does not jump because its count was changed.
_CHANGE = (
    """
for i = 2, #ARGV, 3 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then return 'gone' end
end
for i = 2, #ARGV, 3 do
  local moment = string.match(redis.call('HGET', KEYS[3], ARGV[i]) or '', ' (%d+)$') or '0'
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2] .. ' ' .. moment)
end
"""
    + _RENEW
    + "return ''"
)

_TICK = (
    """
for i = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then redis.call('SADD', KEYS[2], ARGV[i]) end
end
"""
    + _RENEW
)

_TAKE_OUT = """
for i = 1, #ARGV, 2 do
  local present = redis.call('HGET', KEYS[1], ARGV[i])
  if present then
    local left = tonumber(present) - tonumber(ARGV[i + 1])
    if left > 0 then
      redis.call('HSET', KEYS[1], ARGV[i], left)
    else
      redis.call('HDEL', KEYS[1], ARGV[i])
      redis.call('SREM', KEYS[2], ARGV[i])
      redis.call('HDEL', KEYS[3], ARGV[i])
    end
  end
end
"""

# A line that was there keeps its place; what a form brings for a second time is left alone.
_MERGE = (
    """
if not redis.call('SET', KEYS[4], '1', 'NX', 'EX', ARGV[3]) then return false end
local room, fates = tonumber(ARGV[2]), {}
for i = 4, #ARGV, 5 do
  local sku, count, cap = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local present = tonumber(redis.call('HGET', KEYS[1], sku) or '0')
  if present == 0 and redis.call('HLEN', KEYS[1]) >= room then
    fates[#fates + 1] = 'left out'
  else
    redis.call('HSET', KEYS[1], sku, math.min(present + count, cap))
    redis.call('HSETNX', KEYS[3], sku, ARGV[i + 4])
    if ARGV[i + 3] == '1' then redis.call('SADD', KEYS[2], sku) end
    fates[#fates + 1] = present + count > cap and 'capped' or 'arrived'
  end
end
"""
    + _RENEW
    + "return fates"
)


def _redis() -> Any:
    return get_redis_connection("carts")


def _keys(user_id: int) -> tuple[str, str, str]:
    return f"cart:{user_id}", f"cart:{user_id}:ticked", f"cart:{user_id}:added"


def _run(script: str, keys: Iterable[str], *arguments: object) -> Any:
    return _redis().register_script(script)(keys=list(keys), args=list(arguments))


def _note(price: Decimal) -> str:
    return f"{price} {time.time_ns()}"


class UserCart:
    """The cart of one person; see lines.Cart."""

    limit = LIMIT
    is_lost = False

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id

    def lines(self) -> dict[int, Line]:
        """One round trip."""
        counts, ticked, added = _keys(self.user_id)
        with _redis().pipeline() as pipe:
            pipe.hgetall(counts)
            pipe.smembers(ticked)
            pipe.hgetall(added)
            found, chosen, notes = pipe.execute()
        newest_first = sorted(found, key=lambda sku: _moment(notes.get(sku)), reverse=True)
        return {
            int(sku): Line(int(sku), int(found[sku]), _price(notes.get(sku)), sku in chosen) for sku in newest_first
        }

    def size(self) -> int:
        return int(_redis().hlen(_keys(self.user_id)[0]))

    def add(self, line: Line, *, most: int) -> None:
        arguments = (SECONDS, line.sku_id, line.count, most, self.limit, _note(line.price))
        fate, present = _run(_ADD, _keys(self.user_id), *arguments)
        if fate == b"most":
            raise MoreThanMost(in_cart=int(present))
        if fate == b"full":
            raise CartFull

    def change(self, lines: Iterable[Line]) -> None:
        changes = [value for line in lines for value in (line.sku_id, line.count, str(line.price))]
        if _run(_CHANGE, _keys(self.user_id), SECONDS, *changes) == b"gone":
            raise LineGone

    def remove(self, sku_ids: Iterable[int]) -> None:
        if skus := list(sku_ids):
            counts, ticked, added = _keys(self.user_id)
            with _redis().pipeline() as pipe:
                pipe.hdel(counts, *skus)
                pipe.srem(ticked, *skus)
                pipe.hdel(added, *skus)
                pipe.execute()

    def tick(self, sku_ids: Iterable[int]) -> None:
        _run(_TICK, _keys(self.user_id), SECONDS, *sku_ids)

    def untick(self, sku_ids: Iterable[int]) -> None:
        if skus := list(sku_ids):
            _redis().srem(_keys(self.user_id)[1], *skus)


def ticked_counts(user_id: int) -> dict[int, int]:
    """SKU id → count of what is ticked, in one round trip."""
    counts, ticked, _added = _keys(user_id)
    with _redis().pipeline() as pipe:
        pipe.hgetall(counts)
        pipe.smembers(ticked)
        found, chosen = pipe.execute()
    return {int(sku): int(count) for sku, count in found.items() if sku in chosen}


def size_or_none(user_id: int) -> int | None:
    """How many lines there are; None while Redis is away, for no page should fail over the number in its header."""
    try:
        return UserCart(user_id).size()
    except RedisError as error:
        logger.error("The size of a cart was not read: %s", type(error).__name__)
        return None


def take_out(user_id: int, counts: Mapping[int, int]) -> None:
    """Takes bought pieces out; a line with none left goes, with its tick."""
    _run(_TAKE_OUT, _keys(user_id), *(value for pair in counts.items() for value in pair))


def merge(user_id: int, lines: Iterable[Line], *, caps: Caps, cart_id: str) -> Merged | None:
    """Adds the lines of a guest to what is there, up to the caps; None when this cart was merged before."""
    lines, now = list(lines), time.time_ns()
    brought = [  # the newest first: it is the last that should find no room
        value
        for place, line in enumerate(lines)
        for value in (line.sku_id, line.count, caps[line.sku_id], int(line.is_ticked), f"{line.price} {now - place}")
    ]
    keys = (*_keys(user_id), f"cart:merged:{cart_id}")
    fates = _run(_MERGE, keys, SECONDS, LIMIT, _MERGED_SECONDS, *brought)
    if fates is None:
        return None
    became = list(zip((line.sku_id for line in lines), fates, strict=True))
    return Merged(
        arrived=sum(fate != b"left out" for _sku, fate in became),
        capped=tuple(sku for sku, fate in became if fate == b"capped"),
        left_out=tuple(sku for sku, fate in became if fate == b"left out"),
    )


def forget(user_id: int) -> None:
    _redis().delete(*_keys(user_id))


def _price(note: bytes | None) -> Decimal:
    return Decimal((note or b"0 0").split()[0].decode())


def _moment(note: bytes | None) -> int:
    return int((note or b"0 0").split()[1])
