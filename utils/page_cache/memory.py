"""What one process remembers: bounded, each thing until its own time, built by one thread."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

MAX_ENTRIES = 500
LEASE = 0.1  # seconds that what was asked for is trusted


@dataclass
class Basis:
    """What something rests on that no tag stands for, and how to ask for it again. The answer is trusted for a lease;
    asking must cost next to nothing."""

    answer: Hashable
    ask: Callable[[], Hashable]
    _trusted_until: float = field(default_factory=lambda: time.monotonic() + LEASE)

    def holds(self) -> bool:
        now = time.monotonic()
        if now >= self._trusted_until:
            if self.ask() != self.answer:
                return False
            self._trusted_until = now + LEASE
        return True

    @classmethod
    def of_all(cls, *parts: "Basis") -> "Basis":
        return cls(tuple(part.answer for part in parts), lambda: tuple(part.ask() for part in parts))


class Entry(NamedTuple, Generic[Value]):
    value: Value
    expires: float  # time.monotonic()
    tags: frozenset[str] = frozenset()
    basis: Basis | None = None

    def is_true(self) -> bool:
        return time.monotonic() < self.expires and (self.basis is None or self.basis.holds())


@dataclass(eq=False)
class _Building:
    """Something being built, and what was forgotten meanwhile: it may rest on what was true before."""

    forgotten: set[str] = field(default_factory=set)
    is_void: bool = False

    def spoils(self, entry: Entry[Any]) -> bool:
        return self.is_void or not self.forgotten.isdisjoint(entry.tags)


class Memory:
    """A bounded dictionary; the oldest entry makes room."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, Entry[Any]] = OrderedDict()
        self._keys_by_tag: dict[str, set[Hashable]] = {}
        self._builders: dict[Hashable, threading.Lock] = {}
        self._buildings: set[_Building] = set()
        self._lock = threading.Lock()

    def get(self, key: Hashable, build: Callable[[], Entry[Value]]) -> Entry[Value]:
        """The entry, built when there is none that is still true; the others wait for the one who builds.

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
                    entry = self._built(key, build)
            finally:
                self._dismiss(key, builder)
        return entry

    def peek(self, key: Hashable) -> Entry[Any] | None:
        """The entry, when there is one that is still true."""
        entry = self._entries.get(key)
        return entry if entry is not None and entry.is_true() else None

    def forget(self, tags: Iterable[str]) -> None:
        """Drops what has one of the tags; what is being built at this moment is not kept either."""
        with self._lock:
            for tag in tags:
                for key in list(self._keys_by_tag.get(tag, ())):
                    self._drop(key)
                for building in self._buildings:
                    building.forgotten.add(tag)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._keys_by_tag.clear()
            for building in self._buildings:
                building.is_void = True

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

    def _built(self, key: Hashable, build: Callable[[], Entry[Value]]) -> Entry[Value]:
        building = _Building()
        with self._lock:
            self._buildings.add(building)
        try:
            entry = build()
            with self._lock:
                if not building.spoils(entry):
                    self._keep(key, entry)
        finally:
            with self._lock:
                self._buildings.discard(building)
        return entry

    def _keep(self, key: Hashable, entry: Entry[Any]) -> None:
        self._drop(key)
        self._entries[key] = entry
        for tag in entry.tags:
            self._keys_by_tag.setdefault(tag, set()).add(key)
        while len(self._entries) > MAX_ENTRIES:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        for tag in entry.tags if entry else ():
            keys = self._keys_by_tag.get(tag, set())
            keys.discard(key)
            if not keys:
                self._keys_by_tag.pop(tag, None)
