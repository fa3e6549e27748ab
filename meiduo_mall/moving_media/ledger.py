"""What was moved: a line of JSON for each file, on the disk before any row is told its new name.

So whoever goes on after a kill knows every file that has its copy; at most the one on the way is uploaded again.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple


class Moved(NamedTuple):
    """A file and its copy in FastDFS, of which size (bytes) and CRC-32 were compared."""

    name: str
    file_id: str
    size: int
    crc32: int


class Ledger:
    """Opened by one process at a time; the caller has locked it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_name: dict[str, Moved] = {}
        self._file = self._opened()

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Moved]:
        return iter(list(self._by_name.values()))

    def __getitem__(self, name: str) -> Moved:
        return self._by_name[name]

    def file_ids(self, names: Iterable[str]) -> dict[str, str]:
        """By the names that the files had before."""
        return {name: self._by_name[name].file_id for name in names}

    def add(self, moved: Moved) -> None:
        """On the disk when it returns."""
        self._file.write(_line(moved))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._by_name[moved.name] = moved

    def forget(self, names: Collection[str]) -> None:
        """All or none of them."""
        kept = [moved for moved in self if moved.name not in names]
        written = self._path.with_suffix(".new")
        with open(written, "wb", opener=_private) as file:
            file.writelines(map(_line, kept))
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._path)
        self.close()
        self._file = self._opened()

    def close(self) -> None:
        self._file.close()

    def _opened(self) -> BinaryIO:
        """Reads what is there, without the half line of somebody who was killed."""
        self._by_name.clear()
        file = open(self._path, "a+b", opener=_private)  # noqa: SIM115 - closed by `close`
        file.seek(0)
        lines = [line for line in file if line.endswith(b"\n")]
        for line in lines:
            moved = Moved(*json.loads(line))
            self._by_name[moved.name] = moved
        file.truncate(sum(map(len, lines)))
        return file


def _line(moved: Moved) -> bytes:
    return json.dumps(moved).encode() + b"\n"


def _private(path: str, flags: int) -> int:
    """Names of pictures that buyers sent as evidence cannot be guessed, and should not be read here either."""
    return os.open(path, flags, 0o600)
