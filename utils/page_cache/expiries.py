"""What was given up on any host, in the order in which it was. This module alone knows its keys in Redis.

`cache:pages` has a word and the number of the last expiry; `cache:pages:expiries` has the latest expiries, each with
its tags. A new word gives up everything.
"""

import logging
import math
import secrets
import threading
import time
from collections.abc import Iterable
from typing import Any

from django_redis import get_redis_connection
from redis.exceptions import RedisError

from .memory import LEASE as LEASE
from .memory import Memory

logger = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds before a Redis that did not answer is asked again

_STATE, _EXPIRIES = "cache:pages", "cache:pages:expiries"
_MOST = 1000  # expiries that a process reads; one that missed more gives up everything
_KEPT = 10_000  # expiries

#: Numbers and expiries belong together, also after Redis has lost one of the two keys.
_EXPIRE = """
if redis.call('HSETNX', KEYS[1], 'word', ARGV[1]) == 1 then redis.call('DEL', KEYS[2]) end
local number = redis.call('HINCRBY', KEYS[1], 'last', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], number .. '-0', 'tags', ARGV[3])
"""


class Expiries:
    """What one process knows of them, and does with its memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._word: str | None = None
        self._last = 0
        self._trusted_until = 0.0
        self._news_at = -math.inf
        self._is_everything_owed = False
        self._lock = threading.Lock()

    def seconds_since_news(self) -> float:
        """Since this process heard that anything was given up. Without Redis it does not hear: 0."""
        return time.monotonic() - self._news_at if self._word is not None else 0.0

    def catch_up(self) -> bool:
        """Forgets what was given up until a lease ago; whether Redis answers."""
        if time.monotonic() >= self._trusted_until:
            with self._lock:
                if time.monotonic() >= self._trusted_until:
                    self._ask()
        return self._word is not None

    def publish(self, tags: Iterable[str]) -> bool:
        """Gives up what has one of these tags; false when Redis does not answer.

        Whatever was missed meanwhile is made up for: any process that saw Redis away gives up everything as soon as
        it is back.
        """
        with self._lock:
            return self._publish(tags)

    def publish_all(self) -> bool:
        """Gives up everything; false when Redis does not answer."""
        with self._lock:
            return self._publish(None)

    def _publish(self, tags: Iterable[str] | None) -> bool:
        self._trusted_until = 0.0
        try:
            if tags is None or self._is_everything_owed:
                self._write_word()
            else:
                _redis().eval(_EXPIRE, 2, _STATE, _EXPIRIES, _new_word(), _KEPT, " ".join(tags))
        except RedisError as error:
            logger.error("What is to be given up of the pages was not written: %s", type(error).__name__)
            self._is_everything_owed = True
        return not self._is_everything_owed

    def _ask(self) -> None:
        asked_at = time.monotonic()
        try:
            if self._is_everything_owed:
                self._write_word()
            self._follow()
            self._trusted_until = asked_at + LEASE
        except RedisError as error:
            logger.error("What was given up of the pages was not read: %s", type(error).__name__)
            if self._word is not None:
                self._start_anew(None, 0)
            self._trusted_until = time.monotonic() + PATIENCE
            self._is_everything_owed = True

    def _follow(self) -> None:
        word, last = _read_state()
        if word != self._word:
            self._start_anew(word, last)
        elif last != self._last:
            missed = range(self._last + 1, last + 1)
            found = _read_expiries(missed) if 0 < len(missed) <= _MOST else {}
            if not missed or sorted(found) != list(missed):  # none: Redis has come back with what it had earlier
                self._start_anew(word, last)
                return
            for tags in found.values():
                self._memory.forget(tags)
            self._last = last
            self._news_at = time.monotonic()

    def _start_anew(self, word: str | None, last: int) -> None:
        self._memory.clear()
        self._word, self._last = word, last
        self._news_at = time.monotonic()

    def _write_word(self) -> None:
        with _redis().pipeline() as together:
            together.delete(_EXPIRIES)
            together.hset(_STATE, mapping={"word": _new_word(), "last": 0})
            together.execute()
        self._is_everything_owed = False


def _redis() -> Any:
    return get_redis_connection("default")


def _read_state() -> tuple[str, int]:
    word, last = _redis().hmget(_STATE, "word", "last")
    if word is None:  # a new Redis, or an emptied one
        _redis().hsetnx(_STATE, "word", _new_word())
        word, last = _redis().hmget(_STATE, "word", "last")
    return (word or b"").decode(), int(last or 0)


def _read_expiries(numbers: range) -> dict[int, list[str]]:
    rows = _redis().xrange(_EXPIRIES, f"{numbers[0]}-0", f"{numbers[-1]}-0")
    return {int(pk.partition(b"-")[0]): fields[b"tags"].decode().split() for pk, fields in rows}


def _new_word() -> str:
    """A word that no process can still remember from an earlier Redis, as it could a number."""
    return secrets.token_hex(8)
