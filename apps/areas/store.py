"""The lists of areas in Redis: one for each parent. This module alone knows their keys.

Every list has a version beside it, which a change counts up. Somebody who read the database before a change and
writes after it finds another version, and what they read is not kept.
"""

import json
import logging
from collections.abc import Iterable
from typing import NamedTuple

from django_redis import get_redis_connection
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_LIFETIME = 24 * 3600  # seconds
_LIST = "cache:areas:%d"
_VERSION = "cache:areas:%d:version"

_KEEP = """
if (redis.call('GET', KEYS[2]) or '') == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
"""


class Place(NamedTuple):
    code: int
    name: str


class Kept(NamedTuple):
    """What Redis has for a parent; `places` is None when there is nothing."""

    places: tuple[Place, ...] | None
    version: str


def read(parent: int) -> Kept | None:
    """The list of one parent, in one round trip; None while Redis does not answer."""
    try:
        places, version = get_redis_connection("default").mget(_LIST % parent, _VERSION % parent)
    except RedisError as error:
        logger.error("Areas were not read from Redis: %s", type(error).__name__)
        return None
    found = tuple(Place(code, name) for code, name in json.loads(places)) if places else None
    return Kept(found, (version or b"").decode())


def keep(parent: int, places: Iterable[Place], *, version: str) -> None:
    """Keeps the list, unless it was forgotten since this version was read."""
    text = json.dumps([list(place) for place in places], ensure_ascii=False)
    try:
        redis = get_redis_connection("default")
        redis.eval(_KEEP, 2, _LIST % parent, _VERSION % parent, version, text, _LIFETIME)
    except RedisError as error:
        logger.error("Areas were not kept in Redis: %s", type(error).__name__)


def forget(parents: Iterable[int]) -> None:
    """Drops the lists of these parents, in one round trip. While Redis is away, lists may be a day behind."""
    try:
        with get_redis_connection("default").pipeline() as pipeline:
            for parent in parents:
                pipeline.delete(_LIST % parent)
                pipeline.incr(_VERSION % parent)
                pipeline.expire(_VERSION % parent, _LIFETIME)
            pipeline.execute()
    except RedisError as error:
        logger.error("Areas were not dropped from Redis: %s", type(error).__name__)
