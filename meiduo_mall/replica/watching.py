"""Whether a replica may be asked: it answers, and is not further behind than allowed.

One thread for each replica in each process that reads from it. Pages never wait for this: what it found holds for a
few seconds, and without a verdict the primary is read.
"""

import logging
import os
import threading
import time
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from ..primary.watching import impatient

logger = logging.getLogger(__name__)

PERIOD = 1.0  # seconds between two looks
VALID = 3.0  # seconds that a verdict holds: a look at a replica that hangs takes two
PAUSE = 3.0  # seconds in which a replica that failed is left alone

# Each process looks each second; the first of them writes.
_BEAT = (
    "UPDATE replica_heartbeat SET beat_at = UTC_TIMESTAMP(6) "
    "WHERE id = 1 AND beat_at < UTC_TIMESTAMP(6) - INTERVAL 900000 MICROSECOND"
)
_READ = "SELECT beat_at FROM replica_heartbeat WHERE id = 1"


class Watcher:
    """What this process knows of one replica."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        #: How far behind it was at the last look; None when it did not answer.
        self.lag: timedelta | None = None
        #: Whether the primary did not answer then.
        self.is_primary_away = False
        self._fine_until = 0.0  # time.monotonic()
        self._left_alone_until = 0.0
        self._newest_beat: datetime | None = None
        self._process = 0
        self._lock = threading.Lock()

    def is_fine(self) -> bool:
        """Costs next to nothing. The first question of a process starts the watch, and is answered with no."""
        if self._process != os.getpid():
            self._start()
        return time.monotonic() < self._fine_until

    def note_failure(self) -> None:
        """It failed in the middle of a page: nobody asks it for a while, so that this costs one time-out, not many."""
        self._left_alone_until = time.monotonic() + PAUSE
        self._fine_until = 0.0

    def look(self) -> None:
        """Asks the primary and the replica. Never raises: the thread that looks has nobody who would start it again."""
        started = time.monotonic()
        was_fine = started < self._fine_until
        try:
            self.lag = self._measured()
        except Exception:  # whatever it is: an old figure would be believed for ever
            self.lag = None
            logger.exception("The replica %s could not be looked at", self.alias)
        is_fine = self.lag is not None and self.lag <= timedelta(seconds=settings.REPLICA_MAX_LAG)
        is_fine = is_fine and time.monotonic() >= self._left_alone_until
        self._fine_until = started + VALID if is_fine else 0.0
        if is_fine != was_fine:
            level = logging.INFO if is_fine else logging.WARNING
            logger.log(level, "The replica %s is %s (behind: %s)", self.alias, _WORDS[is_fine], self.lag)

    def _measured(self) -> timedelta | None:
        """While the primary is away nothing is written, and a replica is as new as the last beat that it has."""
        try:
            self._newest_beat = _beat()
            self.is_primary_away = False
        except Error as error:
            self.is_primary_away = True
            logger.debug("The heartbeat was not written: %s", type(error).__name__)
            connections[DEFAULT_DB_ALIAS].close()
        try:
            beat = _read(self.alias)
        except Error as error:
            logger.debug("The replica %s does not answer: %s", self.alias, type(error).__name__)
            connections[self.alias].close()
            return None
        return None if self._newest_beat is None or beat is None else max(self._newest_beat - beat, timedelta())

    def _start(self) -> None:
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            self._fine_until = 0.0
            threading.Thread(target=self._watch, name=f"watch-{self.alias}", daemon=True).start()

    def _watch(self) -> None:
        connections[DEFAULT_DB_ALIAS] = impatient(DEFAULT_DB_ALIAS)  # of this thread: a primary that hangs is away too
        while True:
            self.look()
            time.sleep(PERIOD)


_WORDS = {True: "read from", False: "left alone"}


@cache
def watcher(alias: str) -> Watcher:
    """The one of this process."""
    return Watcher(alias)


def is_primary_away() -> bool:
    """As far as the watchers know, which is a second or two ago."""
    return any(watcher(alias).is_primary_away for alias in settings.REPLICAS)


def _beat() -> Any:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_BEAT)
        cursor.execute(_READ)
        row = cursor.fetchone()
    return row and row[0]


def _read(alias: str) -> Any:
    """Past the failover of the backend: the primary must not answer for the replica."""
    connection = connections[alias]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    return row and row[0]
