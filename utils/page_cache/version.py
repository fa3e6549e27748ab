"""The version of all pages. This module alone knows its key in Redis."""

import logging
import secrets
import threading
import time

from django_redis import get_redis_connection
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LEASE = 0.1  # seconds that a process trusts the version it read
PATIENCE = 5.0  # seconds before a Redis that did not answer is asked again

_KEY = "cache:pages:version"


class Version:
    """What one process knows of the version."""

    def __init__(self) -> None:
        self._word: str | None = None
        self._trusted_until = 0.0
        self._is_change_owed = False
        self._lock = threading.Lock()

    def current(self) -> str | None:
        """The version, at most one lease old; None while Redis does not answer."""
        if time.monotonic() < self._trusted_until:
            return self._word
        with self._lock:
            if time.monotonic() >= self._trusted_until:
                self._ask()
            return self._word

    def change(self) -> bool:
        """Writes a new version; false when Redis does not answer.

        Whatever was missed meanwhile is made up for: any process that saw Redis away writes a new version as soon
        as it is back.
        """
        with self._lock:
            self._trusted_until = 0.0
            try:
                self._write()
            except RedisError as error:
                logger.error("A new version of the pages was not written: %s", type(error).__name__)
                self._is_change_owed = True
            return not self._is_change_owed

    def _ask(self) -> None:
        asked_at = time.monotonic()
        try:
            if self._is_change_owed:
                self._write()
            self._word, trusted_until = self._read(), asked_at + LEASE
        except RedisError as error:
            logger.error("The version of the pages was not read: %s", type(error).__name__)
            self._word, trusted_until = None, time.monotonic() + PATIENCE
            self._is_change_owed = True
        self._trusted_until = trusted_until

    def _write(self) -> None:
        get_redis_connection("default").set(_KEY, _new_word())
        self._is_change_owed = False

    @staticmethod
    def _read() -> str:
        redis = get_redis_connection("default")
        word = redis.get(_KEY)
        if word is None:  # a new Redis, or an emptied one
            redis.set(_KEY, _new_word(), nx=True)
            word = redis.get(_KEY) or b""
        return word.decode()


def _new_word() -> str:
    """A word that no process can still remember from an earlier Redis, as it could a number."""
    return secrets.token_hex(8)
