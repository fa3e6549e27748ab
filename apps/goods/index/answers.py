"""What was answered in one state of the index."""

import threading

from . import Found, Request

MOST_KEPT = 1000  # answers, each of some ten kB


class Answers:
    """The newest answers by what was asked. One object serves all threads of a process."""

    def __init__(self) -> None:
        self._kept: dict[Request, Found] = {}
        self._lock = threading.Lock()

    def get(self, request: Request) -> Found | None:
        return self._kept.get(request)

    def keep(self, request: Request, found: Found) -> Found:
        """Returns the answer that is kept: of two threads that asked the same at once, both get the same object."""
        with self._lock:
            found = self._kept.setdefault(request, found)
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return found
