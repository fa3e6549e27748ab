"""What mysqldump and mariadb-dump write, line by line: extended inserts, in one line or in many."""

import re
from collections.abc import Iterable, Mapping

_INSERT = re.compile(rb"INSERT INTO `((?:[^`]|``)+)` (\([^)]*\) )?VALUES")
_STRING = re.compile(rb"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_VALUE = rb"[^,()']*+(?:'(?:[^'\\]|\\.|'')*+')?+"


class RowCounter:
    """Counts the rows of each table."""

    def __init__(self) -> None:
        self.tables: dict[str, int] = {}
        self.last = b""
        self._table = ""

    def feed(self, line: bytes) -> None:
        self.last = line
        if line.startswith(b"CREATE TABLE `"):
            self.tables.setdefault(_name(line[14 : line.rindex(b"`")]), 0)
        elif found := _INSERT.match(line):
            self._count(_name(found[1]), line[found.end() :])
        elif self._table and line.startswith(b"("):
            self._count(self._table, line)
        elif not line.isspace():
            self._table = ""

    def _count(self, table: str, rows: bytes) -> None:
        """Outside of strings a row's is the only parenthesis: blobs are hexadecimal."""
        self._table = table
        self.tables[table] = self.tables.get(table, 0) + _STRING.sub(b"", rows).count(b"(")


class GeneratedColumns:
    """Says DEFAULT where mariadb-dump writes the value of a column that the server computes: MariaDB takes the value,
    MySQL refuses it. MySQL's own program leaves such columns out, and its lines stay as they are."""

    def __init__(self, places: Mapping[str, Iterable[int]]) -> None:
        """Of each table the columns that are generated, counted from 0."""
        self._rows = {table: [_row(place) for place in numbers] for table, numbers in places.items()}
        self._patterns: list[re.Pattern[bytes]] = []

    def without_values(self, line: bytes) -> bytes:
        start = 0
        if found := _INSERT.match(line):
            self._patterns = [] if found[2] else self._rows.get(_name(found[1]), [])
            start = found.end()
        elif not line.startswith(b"("):
            return line
        rows = line[start:]
        for pattern in self._patterns:
            rows = pattern.sub(rb"\1DEFAULT\2", rows)
        return line[:start] + rows


def _row(place: int) -> re.Pattern[bytes]:
    """A whole row, so that what looks like one within a text is not taken for one."""
    before = rb"(\((?:%b,){%d})" % (_VALUE, place)
    return re.compile(before + _VALUE + rb"((?:,%b)*+\))" % _VALUE, re.DOTALL)


def _name(quoted: bytes) -> str:
    return quoted.decode().replace("``", "`")
