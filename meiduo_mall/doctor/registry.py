"""The checks that there are."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .findings import Finding


@dataclass(frozen=True, kw_only=True)
class Mall:
    """The mall that is looked at, beside its settings."""

    #: Whether it is judged as production is.
    is_production: bool
    #: Name of the database in the settings.
    database: str = "default"
    #: How many connections all our processes may hold at once.
    connections: int = 40
    #: Seconds since the epoch, by the clock of this host.
    now: Callable[[], float] = time.time

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """The connection of this thread."""
        return connections[self.database]


Examine = Callable[[Mall], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    name: str
    examine: Examine
    #: Name of the check without which this one makes no sense.
    needs: str = ""

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0]


CHECKS: dict[str, Check] = {}


def check(name: str, *, needs: str = "") -> Callable[[Examine], Examine]:
    """Registers a function as the check `kind.name`; checks run in the order in which they were registered."""

    def register(examine: Examine) -> Examine:
        CHECKS[name] = Check(name, examine, needs)
        return examine

    return register
