"""What one process remembers: bounded, each thing until its own time, built by one thread."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

MAX_ENTRIES = 200


class Entry(NamedTuple, Generic[Value]):
    value: Value
    expires: float  # time.monotonic()


class Memory:
    """A bounded dictionary; the oldest entry makes room."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, Entry[Any]] = OrderedDict()
        self._builders: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, build: Callable[[], Entry[Value]]) -> Entry[Value]:
        """The entry, built when there is none or its time is over; the others wait for the one who builds.

        Raises what `build` raises; then the next one in the line builds.
        """
        entry = self.peek(key)
        if entry is not None:
            return entry
        builder = self._builder(key)
        with builder:
            try:
                entry = self.peek(key)
                if entry is None:
                    entry = build()
                    self._keep(key, entry)
            finally:
                self._dismiss(key, builder)
        return entry

    def peek(self, key: Hashable) -> Entry[Any] | None:
        """The entry, when there is one and its time is not over."""
        entry = self._entries.get(key)
        return entry if entry is not None and time.monotonic() < entry.expires else None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def _builder(self, key: Hashable) -> threading.Lock:
        with self._lock:
            return self._builders.setdefault(key, threading.Lock())

    def _dismiss(self, key: Hashable, builder: threading.Lock) -> None:
        """Also when nothing was built: addresses without a page must leave nothing behind."""
        with self._lock:
            if self._builders.get(key) is builder:
                del self._builders[key]

    def _keep(self, key: Hashable, entry: Entry[Any]) -> None:
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = entry
            while len(self._entries) > MAX_ENTRIES:
                self._entries.popitem(last=False)
