"""Which servers failed a moment ago, and how long the next ones are tried."""

import time
from collections.abc import Callable

from .errors import FastDFSError, TimedOut
from .wire import Address

#: Seconds for which a server that failed is asked only when no other is there; doubled at each further failure.
FIRST_REST, LONGEST_REST = 1.0, 4.0


class Rests:
    """A server that failed rests. After that one caller tries it, while the others still go elsewhere first.

    Threads may use it without a lock: what gets lost between two of them is at most one failure.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[Address, tuple[int, float]] = {}

    def has(self, address: Address) -> bool:
        """Whether the server rests now."""
        return self._clock() < self._failures.get(address, (0, 0.0))[1]

    def begin(self, address: Address) -> None:
        """It failed. Many failures at once count as one."""
        if not self.has(address):
            count, _ = self._failures.get(address, (0, 0.0))
            self._failures[address] = (count + 1, self._clock() + min(LONGEST_REST, FIRST_REST * 2**count))

    def begin_trial(self, address: Address) -> None:
        """Somebody is about to ask it: until that succeeded, it counts as failed again."""
        if address in self._failures:
            self.begin(address)

    def end(self, address: Address) -> None:
        """It answered."""
        self._failures.pop(address, None)


class Patience:
    """Of one question to several servers: when each hangs, the time-outs of all of them are too long together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def ends_with(self, failure: FastDFSError) -> bool:
        """Whether no further server should be asked. One that breaks off later, amid a long file, is replaced."""
        return isinstance(failure, TimedOut) and time.monotonic() >= self._end
