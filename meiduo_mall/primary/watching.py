"""Whether the primary answers anybody, asked when a page takes long.

One thread in each process that answers pages. While no page takes longer than a second it asks nothing. A statement
that takes long on a server that answers is left alone; its own limit (mysql/) ends it.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

PERIOD = 0.25  # seconds between two looks
LONG = 1.0  # seconds after which a page makes one ask
PATIENCE = 1  # seconds for one answer; the client library knows whole ones
CONTENT = 1.0  # seconds without a question after an answer: pages that build large sheets take long
MISSES = 2  # answers in a row that have to fail: a server that is busy for a moment does not hang
_NO_ANSWER = range(2000, 3000)  # errors of the client library; whatever the server says is an answer


class Watch:
    """What this process knows of the primary. Does nothing until it is wanted."""

    def __init__(self) -> None:
        self.is_wanted = False
        #: Nobody is answered: pages that need the primary fail at once.
        self.is_hanging = False
        self._misses = 0
        self._content_until = 0.0  # time.monotonic()
        self._pages: dict[int, tuple[float, BaseDatabaseWrapper]] = {}
        self._process = 0
        self._lock = threading.Lock()

    def want(self) -> None:
        """From now on. For processes that answer pages, and do nothing else for long."""
        self.is_wanted = True

    @contextmanager
    def page(self) -> Iterator[None]:
        """Around whatever asks the primary for one page."""
        if not self.is_wanted:
            yield
            return
        if self._process != os.getpid():
            self._start()
        thread = threading.get_ident()
        self._pages[thread] = (time.monotonic(), connections[DEFAULT_DB_ALIAS])
        try:
            yield
        finally:
            self._pages.pop(thread, None)

    def note_silence(self) -> None:
        """Somebody has asked in vain for longer than a look takes. The next look corrects it."""
        if self.is_wanted:
            self._give_up()

    def look(self) -> None:
        """Asks the primary when a page takes long, or when it did not answer before."""
        if not (self.is_hanging or self._late_pages()):
            self._misses = 0
        elif time.monotonic() < self._content_until:
            pass
        elif answers():
            self._misses, self._content_until = 0, time.monotonic() + CONTENT
            if self.is_hanging:
                self.is_hanging = False
                logger.warning("The primary database answers again")
        else:
            self._misses += 1
            if self._misses >= MISSES:
                self._give_up()

    def _give_up(self) -> None:
        if not self.is_hanging:
            self.is_hanging = True
            logger.error("The primary database answers nobody: pages that need it fail at once")
        for database in self._late_pages():
            end(database.connection)  # its socket is open as long as this names it

    def _late_pages(self) -> list[BaseDatabaseWrapper]:
        late = time.monotonic() - LONG
        return [database for since, database in list(self._pages.values()) if since < late]

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._pages, self.is_hanging = {}, False
                if connections[DEFAULT_DB_ALIAS].vendor == "mysql":
                    threading.Thread(target=self._watch, name="watch-primary", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(PERIOD)
            try:
                self.look()
            except Exception:  # without this thread pages would wait again
                logger.exception("The primary database could not be watched")


def impatient(alias: str) -> BaseDatabaseWrapper:
    """A connection that is nobody else's, and that soon gives up each step."""
    database = connections.create_connection(alias)
    steps = ("connect_timeout", "read_timeout", "write_timeout") if database.vendor == "mysql" else ("timeout",)
    limits = dict.fromkeys(steps, PATIENCE)
    database.settings_dict = {**database.settings_dict, "OPTIONS": {**database.settings_dict["OPTIONS"], **limits}}
    return database


def answers() -> bool:
    """Whether the primary says anything to somebody who is new."""
    database = impatient(DEFAULT_DB_ALIAS)
    try:
        with database.wrap_database_errors, closing(database.get_new_connection(database.get_connection_params())):
            return True
    except Error as error:
        return not error.args or error.args[0] not in _NO_ANSWER


def end(connection: Any) -> None:
    """Whoever waits for its answer is told at once that it is lost, and the server that nobody waits any more: it gives
    back the locks. For connections of pages (mysql/); others stay as they are."""
    number = getattr(connection, "socket_number", None)
    if number is not None:
        with suppress(OSError), socket.socket(fileno=os.dup(number)) as own:  # it may have ended before
            own.shutdown(socket.SHUT_RDWR)


watch = Watch()
