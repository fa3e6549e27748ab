"""Django's connection to MySQL, with limits in processes that answer pages."""

import os
import socket
import sys
import time
from typing import Any
from weakref import finalize

from django.conf import settings
from django.db import OperationalError
from django.db.backends.mysql import base

from ..watching import end, watch

_IN_VAIN = 2.0  # seconds; shorter than connect_timeout
_SERVER_LOST = 2013  # as the client library says it
#: Seconds of silence after which the server takes a page for dead, ends its transaction and gives its locks back: the
#: end of a connection that a firewall dropped is told to nobody. Pages are never silent for long.
_SILENCE = 300
#: Seconds after which a network that carries nothing any more ends a connection, whoever waits and however long it may
#: wait: a server that is at work, or even stopped, still has a system that acknowledges what comes.
_DEAD_NETWORK = 120


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's. After an answer that did not come the client library has closed the connection, so that no later
    query can read it; Django makes a new one."""

    def get_connection_params(self) -> dict[str, Any]:
        """Options of the address in DATABASE_URL come before ours."""
        given: dict[str, Any] = super().get_connection_params()
        if not watch.is_wanted:
            return given
        seconds = settings.DATABASE_READ_TIMEOUT
        limits = {"read_timeout": seconds, "write_timeout": seconds}
        return {**limits, "init_command": f"SET SESSION wait_timeout = {_SILENCE}", **given}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """With a second number for its socket in processes that answer pages: the driver does not tell the first one
        while somebody waits for an answer, which is when the watch wants to cut it."""
        connection = super().get_new_connection(conn_params)
        _notice_dead_network(connection.fileno())
        if watch.is_wanted:
            connection.socket_number = os.dup(connection.fileno())
            finalize(connection, os.close, connection.socket_number)
        return connection

    def connect(self) -> None:
        self._refuse_to_wait()
        started = time.monotonic()
        try:
            super().connect()
        except Exception:
            if time.monotonic() - started > _IN_VAIN:  # which nobody can cut short: the next page need not try
                watch.note_silence()
            raise

    def close_if_health_check_failed(self) -> None:
        """Django calls it before each cursor and each transaction."""
        self._refuse_to_wait()
        super().close_if_health_check_failed()

    def _close(self) -> None:
        """The client library ends its own number of the socket; the other one would keep the server waiting, and what
        the connection has locked, for as long as anything still names it."""
        connection = self.connection
        try:
            super()._close()  # type: ignore[misc]  # of Django, which its stubs do not know
        finally:
            end(connection)

    def is_usable(self) -> bool:
        return not watch.is_hanging and super().is_usable()

    def _refuse_to_wait(self) -> None:
        if watch.is_hanging:
            raise OperationalError(_SERVER_LOST, "The primary database answers nobody.")


def _notice_dead_network(number: int) -> None:
    with socket.socket(fileno=os.dup(number)) as own:
        if own.family == socket.AF_UNIX:
            return
        own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if sys.platform == "linux":
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _DEAD_NETWORK // 2)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _DEAD_NETWORK // 2 // 10)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAD_NETWORK * 1000)
