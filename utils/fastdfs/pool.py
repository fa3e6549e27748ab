"""Idle connections, kept for the next conversation, and which servers failed a moment ago."""

import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from .connection import Connection
from .errors import BadAnswer, TimedOut, Unavailable
from .rests import Rests
from .wire import Address

T = TypeVar("T")

#: Seconds after which an idle connection is not trusted any more: firewalls forget it, some servers end it.
IDLE_AT_MOST = 25.0

_pools: "weakref.WeakSet[Pool]" = weakref.WeakSet()


def _always() -> bool:
    return True


class Pool:
    """Connections by server. A thread has one for itself while it talks; forks share none."""

    def __init__(self, *, connect_timeout: float, timeout: float, size: int, rests: Rests) -> None:
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._size = size
        self._rests = rests
        #: Seconds after which no further server is asked when the first ones failed: two may hang.
        self.patience = 1.5 * timeout
        self._forget()
        _pools.add(self)

    def talk(
        self, address: Address, conversation: Callable[[Connection], T], *, may_repeat: Callable[[], bool] = _always
    ) -> T:
        """What `conversation` returns; afterwards its connection is kept when it ended cleanly, else closed.

        A kept connection may turn out dead. Before a byte of the answer came, the conversation is repeated once, on a
        new connection. A time-out is never repeated: the server may be at work. Raises what the conversation raises.
        """
        connection, answer = self.begin(address, conversation, may_repeat=may_repeat)
        self.give(connection)
        return answer

    def begin(
        self, address: Address, conversation: Callable[[Connection], T], *, may_repeat: Callable[[], bool] = _always
    ) -> tuple[Connection, T]:
        """The same, but a connection on which nothing went wrong is the caller's, until it is given back."""
        connection = self.take(address)
        try:
            return connection, self._on(connection, conversation)
        except TimedOut:
            raise
        except Unavailable:
            if not connection.is_reused or connection.has_heard or not may_repeat():
                raise
        connection = self.take(address, is_new=True)
        return connection, self._on(connection, conversation)

    def take(self, address: Address, *, is_new: bool = False) -> Connection:
        """A connection for one conversation, to be given back. Raises Unavailable, TimedOut."""
        while not is_new and (connection := self._pop(address)):
            if connection.is_quiet():
                connection.is_reused = True
                return connection
            connection.close()
        try:
            connection = Connection(address, connect_timeout=self._connect_timeout, timeout=self._timeout)
        except Unavailable:
            self._rests.begin(address)
            raise
        with self._lock:
            self._open.add(connection)
        return connection

    def give(self, connection: Connection) -> None:
        """Keeps the connection if its conversation ended cleanly and there is room, else closes it."""
        with self._lock:
            idle = self._idle.setdefault(connection.address, deque())
            if connection.is_clean and len(idle) < self._size:
                idle.append((time.monotonic(), connection))
                return
            self._open.discard(connection)
        connection.close()

    def rest(self, address: Address) -> None:
        """The server failed, later than while it was asked."""
        self._rests.begin(address)

    def close(self) -> None:
        """Closes what is idle."""
        with self._lock:
            idle = [connection for connections in self._idle.values() for _, connection in connections]
            self._idle.clear()
            self._open.difference_update(idle)
        for connection in idle:
            connection.close()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Address, deque[tuple[float, Connection]]] = {}
        self._open: weakref.WeakSet[Connection] = weakref.WeakSet()

    def let_go(self) -> None:
        """For the child of a fork: closes its copies of the parent's connections, of which the servers hear nothing."""
        connections = list(self._open)
        self._forget()
        for connection in connections:
            connection.close()

    def _on(self, connection: Connection, conversation: Callable[[Connection], T]) -> T:
        self._rests.begin_trial(connection.address)
        try:
            answer = conversation(connection)
        except BaseException as error:
            if isinstance(error, Unavailable | BadAnswer):
                self._rests.begin(connection.address)
            self.give(connection)
            raise
        self._rests.end(connection.address)
        return answer

    def _pop(self, address: Address) -> Connection | None:
        """The connection used last; those that were idle for too long are closed."""
        too_old = time.monotonic() - IDLE_AT_MOST
        dropped = []
        with self._lock:
            idle = self._idle.get(address, deque())
            while idle and idle[0][0] < too_old:
                dropped.append(idle.popleft()[1])
            self._open.difference_update(dropped)
            popped = idle.pop()[1] if idle else None
        for connection in dropped:
            connection.close()
        return popped


def _let_go_in_child() -> None:
    for pool in list(_pools):
        pool.let_go()


os.register_at_fork(after_in_child=_let_go_in_child)
