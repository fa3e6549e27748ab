"""The database that the settings name, as something to copy and to fill."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.db import connections

from .mysql import MySQL
from .refusals import BackupFailed
from .sqlite import SQLite


class Database(Protocol):
    vendor: str
    file_name: str
    #: For the person who restores: whether it is the one they mean.
    place: str

    def describe(self) -> dict[str, str]: ...

    def dump(self, target: Path) -> dict[str, int]:
        """Writes one moment of it; returns the rows of each table."""
        ...

    def require_room(self, *, may_replace: bool) -> None:
        """Raises BackupFailed when it could not be restored."""
        ...

    def restore(self, source: Path, tables: Mapping[str, int]) -> None:
        """All or nothing. Raises BackupFailed."""
        ...


def database(alias: str = "default") -> Database:
    kinds: dict[str, type[MySQL] | type[SQLite]] = {"mysql": MySQL, "sqlite": SQLite}
    vendor = connections[alias].vendor
    if vendor not in kinds:
        raise BackupFailed(f"Nobody wrote how to copy {vendor}.")
    return kinds[vendor](alias)
