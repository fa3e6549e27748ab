"""MySQL and MariaDB by their own programs. Passwords go into a file that only this user reads, never onto a command
line, where every user of the host would see them.

A restore fills a database beside the mall's, counts its rows, and then exchanges all tables in one statement.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connections

from .dumped_rows import GeneratedColumns, RowCounter
from .files import chunks, packed, unpacked
from .refusals import BackupFailed, NotEmpty

_DUMP = ("--single-transaction", "--quick", "--hex-blob", "--default-character-set=utf8mb4", "--no-tablespaces")
_ORACLE = ("--set-gtid-purged=OFF", "--column-statistics=0")  # only MySQL's own program knows them
#: Binary mode: no commands of the program itself (\!, system, tee), which would run whatever a tampered copy says.
_LOAD = ("--default-character-set=utf8mb4", "--binary-mode")
_DENIED = (1044, 1045, 1142, 1227)
_LOCK_SECONDS = 30
_COMPLAINT = re.compile(r"ERROR |[\w-]+: ")  # how these programs begin one


class MySQL:
    """The server and the database that the settings name."""

    vendor = "mysql"
    file_name = "database.sql.gz"

    def __init__(self, alias: str) -> None:
        self.connection: Any = connections[alias]
        self.settings: Mapping[str, Any] = self.connection.settings_dict
        self.name = str(self.settings["NAME"])
        self.place = f"{self.name} at {self.settings.get('HOST') or 'this host'}"
        self._scratch, self._old = f"{self.name}_restoring", f"{self.name}_replaced"

    def describe(self) -> dict[str, str]:
        with self._cursor() as cursor:
            cursor.execute("SELECT VERSION()")
            return {"vendor": self.vendor, "name": self.name, "server": cursor.fetchone()[0]}

    def dump(self, target: Path) -> dict[str, int]:
        """Writes one consistent moment of all tables while the mall goes on; returns the rows of each."""
        program = self._program("dump")
        flags = [*_DUMP, *(_ORACLE if "MariaDB" not in _version(program) else ())]
        counter, generated = RowCounter(), GeneratedColumns(self._generated_columns())
        with self._option_file() as options, tempfile.TemporaryFile() as errors, packed(target) as file:
            command = [program, f"--defaults-file={options}", *flags, self.name]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process:  # noqa: S603
                assert process.stdout is not None  # noqa: S101 - for mypy: it is a pipe
                for line in process.stdout:
                    counter.feed(line)
                    file.write(generated.without_values(line))
            _require_success(process, errors, program)
        if not counter.last.startswith(b"-- Dump completed"):
            raise BackupFailed(f"{program} ended in the middle.")
        return counter.tables

    def require_room(self, *, may_replace: bool) -> None:
        """Raises BackupFailed when a restore could not end well: before anything is touched."""
        if not may_replace and self._tables(self.name):
            raise NotEmpty(f"The database {self.name} is not empty.")
        try:
            self._make_scratch()
        except BackupFailed:
            raise
        self._drop(self._scratch)
        self._program("")

    def restore(self, source: Path, tables: Mapping[str, int]) -> None:
        """All or nothing: until the exchange the mall's own tables are as they were."""
        self._make_scratch()
        try:
            self._load(source)
            if (found := self._counts(self._scratch)) != dict(tables):
                wrong = sorted(name for name in {*found, *tables} if found.get(name) != tables.get(name))
                raise BackupFailed(f"These tables have other rows than the back-up says: {', '.join(wrong)}.")
            self._exchange()
        finally:
            self._drop(self._scratch)
        self._drop(self._old)

    def _load(self, source: Path) -> None:
        program = self._program("")
        with self._option_file() as options, tempfile.TemporaryFile() as errors, unpacked(source) as file:
            command = [program, f"--defaults-file={options}", *_LOAD, self._scratch]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors) as process:  # noqa: S603
                assert process.stdin is not None  # noqa: S101 - for mypy: it is a pipe
                with suppress(BrokenPipeError):  # it ended early, and says why
                    for chunk in chunks(file):
                        process.stdin.write(chunk)
            _require_success(process, errors, program)

    def _exchange(self) -> None:
        """One statement: other connections see the old tables or the new ones, and a failure leaves the old ones."""
        self._drop(self._old)
        moves = [(self.name, self._old, table) for table in self._tables(self.name)]
        moves += [(self._scratch, self.name, table) for table in self._tables(self._scratch)]
        with self._cursor() as cursor:
            for name in (self.name, self._old):
                cursor.execute(f"CREATE DATABASE IF NOT EXISTS {_quoted(name)} {_TEXT}")
            cursor.execute(f"SET SESSION lock_wait_timeout = {_LOCK_SECONDS}, SESSION foreign_key_checks = 0")
            there = [f"{_quoted(a)}.{_quoted(table)} TO {_quoted(b)}.{_quoted(table)}" for a, b, table in moves]
            cursor.execute(f"RENAME TABLE {', '.join(there)}")

    def _make_scratch(self) -> None:
        self._drop(self._scratch)
        with self._cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {_quoted(self._scratch)} {_TEXT}")

    def _drop(self, name: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)}")

    def _tables(self, name: str) -> list[str]:
        with self._cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", [name])
            return sorted(row[0] for row in cursor.fetchall())

    def _generated_columns(self) -> dict[str, list[int]]:
        """Of each table that has any: which, counted from 0."""
        places: dict[str, list[int]] = {}
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT table_name, ordinal_position FROM information_schema.columns "
                "WHERE table_schema = %s AND generation_expression <> ''",
                [self.name],
            )
            for table, position in cursor.fetchall():
                places.setdefault(table, []).append(int(position) - 1)
        return places

    def _counts(self, name: str) -> dict[str, int]:
        counts = {}
        with self._cursor() as cursor:
            for table in self._tables(name):
                cursor.execute(f"SELECT COUNT(*) FROM {_quoted(name)}.{_quoted(table)}")  # noqa: S608 - quoted
                counts[table] = int(cursor.fetchone()[0])
        return counts

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        """Without a database: the mall's own may not be there yet."""
        given = {key: value for key, value in self.connection.get_connection_params().items() if key != "database"}
        driver = self.connection.Database
        try:
            with closing(driver.connect(**given)) as connection, closing(connection.cursor()) as cursor:
                connection.autocommit(True)
                yield cursor
        except driver.Error as error:
            raise BackupFailed(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        if error.args and error.args[0] in _DENIED:
            names = " and ".join(f"GRANT ALL ON {_quoted(name)}.* TO …" for name in (self._scratch, self._old))
            return f"The user of the database lacks rights ({error}). Give them for a restore: {names}"
        return f"The database says: {error}"

    @contextmanager
    def _option_file(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="mall-client-") as folder:
            path = Path(folder) / "client.cnf"
            path.touch(mode=0o600)
            path.write_text("\n".join(["[client]", *self._options(), ""]), encoding="utf-8")
            yield path

    def _options(self) -> Iterator[str]:
        given = self.connection.get_connection_params()
        for option, key in (("user", "user"), ("password", "password"), ("host", "host"), ("port", "port")):
            if given.get(key):
                yield f'{option}="{_escaped(str(given[key]))}"'
        if given.get("unix_socket"):
            yield f'socket="{_escaped(given["unix_socket"])}"'
        for name, value in (given.get("ssl") or {}).items():
            yield f'ssl-{name}="{_escaped(str(value))}"'

    def _program(self, kind: str) -> str:
        """The client of the server's own maker when there is one: the other's may write what this one cannot read."""
        is_mariadb = "MariaDB" in self.describe()["server"]
        names = ["mariadb-dump", "mysqldump"] if kind else ["mariadb", "mysql"]
        for name in names if is_mariadb else reversed(names):
            if found := shutil.which(name):
                return found
        raise BackupFailed(f"Neither {' nor '.join(names)} is installed here (Debian: apt install mariadb-client).")


_TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _version(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603


def _require_success(process: "subprocess.Popen[bytes]", errors: IO[bytes], program: str) -> None:
    if process.returncode:
        errors.seek(0)
        lines = errors.read(1 << 20).decode(errors="replace").splitlines()
        said = [line for line in lines if _COMPLAINT.match(line)][-1:]  # never the statement: people stand in it
        raise BackupFailed(f"{Path(program).name} failed with status {process.returncode}: {''.join(said)[:300]}")
