"""Files in FastDFS that no row names: of somebody who was killed between an upload and the commit.

The protocol lists no files. A storage notes in data/sync/binlog.NNN what was made and deleted in its group, a line
each: seconds, what was done, name (storage_binlog_write_ex in storage/storage_sync.c of happyfish100/fastdfs; the
letters are in storage_sync.h, small ones for copies from another storage of the group).
"""

import gzip
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meiduo_mall.backups.media_ids import ids_in_database
from utils.fastdfs.serving import is_file_id
from utils.fastdfs.wire import FileId
from utils.unwanted_files.models import UnwantedFile

_MADE, _DELETED = {"C", "c"}, {"D", "d"}


@dataclass(frozen=True)
class Orphans:
    """`listed` files are in the group, `named` of them by rows; `young` ones may be on their way into a row."""

    listed: int
    named: int
    young: int
    old: list[str]


def find_orphans(lines: Iterable[str], *, group: str, hours: float) -> Orphans:
    """Of these lines of a binlog, in any order: FastDFS never gives a name twice. Changes nothing."""
    listed = files_of(lines, group=group)
    # Read after the list: what is made meanwhile is not on it.
    named = listed & (ids_in_database() | set(UnwantedFile.objects.values_list("name", flat=True)))
    born_before = time.time() - hours * 3600
    old = sorted(each for each in listed - named if FileId.of(each).born()[1] <= born_before)
    return Orphans(len(listed), len(named), len(listed) - len(named) - len(old), old)


def lines_of(paths: Iterable[str]) -> Iterator[str]:
    """Of these files, some of which FastDFS may have packed (compress_binlog); "-" is the standard input."""
    for path in paths:
        if path == "-":
            yield from sys.stdin
        elif path.endswith(".gz"):
            with gzip.open(path, "rt", encoding="ascii", errors="replace") as packed:
                yield from packed
        else:
            with open(path, encoding="ascii", errors="replace") as file:
                yield from file


def files_of(lines: Iterable[str], *, group: str) -> set[str]:
    """The ids of the files that were made and not deleted."""
    made: set[str] = set()
    deleted: set[str] = set()
    for line in lines:
        match line.split():
            case [_seconds, what, name, *_] if what in _MADE | _DELETED and is_file_id(f"{group}/{name}"):
                (made if what in _MADE else deleted).add(f"{group}/{name}")
    return made - deleted
