"""SQLite by its own back-up interface: whole also while the mall writes."""

import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from django.db import connections

from .files import packed, unpacked
from .refusals import BackupFailed, NotEmpty


class SQLite:
    vendor = "sqlite"
    file_name = "database.sqlite3.gz"

    def __init__(self, alias: str) -> None:
        self.path = Path(str(connections[alias].settings_dict["NAME"]))
        self.place = str(self.path)

    def describe(self) -> dict[str, str]:
        return {"vendor": self.vendor, "name": self.path.name, "server": f"SQLite {sqlite3.sqlite_version}"}

    def dump(self, target: Path) -> dict[str, int]:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sqlite-") as folder:
            copy = Path(folder) / "copy"
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(copy)) as file:
                source.backup(file)
                counts = _counts(file)
            with copy.open("rb") as content, packed(target) as packed_file:
                shutil.copyfileobj(content, packed_file)
        return counts

    def require_room(self, *, may_replace: bool) -> None:
        if self.path.exists() and not may_replace:
            with closing(sqlite3.connect(self.path)) as there:
                if _counts(there):
                    raise NotEmpty(f"The database {self.path} is not empty.")

    def restore(self, source: Path, tables: Mapping[str, int]) -> None:
        """In one transaction: all or nothing, also for whoever has the file open."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.path.parent, prefix=".restoring-") as folder:
            copy = Path(folder) / "copy"
            with unpacked(source) as content, copy.open("wb") as file:
                shutil.copyfileobj(content, file)
            try:
                with closing(sqlite3.connect(copy)) as whole:
                    if _counts(whole) != dict(tables) or whole.execute("PRAGMA quick_check").fetchone() != ("ok",):
                        raise BackupFailed("The copy of the database has other rows than the back-up says.")
                    with closing(sqlite3.connect(self.path, timeout=30)) as target:
                        whole.backup(target)
            except sqlite3.Error as error:
                raise BackupFailed(f"SQLite says: {error}") from error


def _counts(database: sqlite3.Connection) -> dict[str, int]:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    quoted = [(name, name.replace('"', '""')) for (name,) in tables.fetchall()]
    return {
        name: int(database.execute(f'SELECT COUNT(*) FROM "{safe}"').fetchone()[0])  # noqa: S608 - quoted
        for name, safe in quoted
    }
