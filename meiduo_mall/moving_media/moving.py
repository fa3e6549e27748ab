"""Files go into FastDFS one by one, and each row learns the new names of its files in one step."""

import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.db import transaction

from goods.models import SKU
from goods.services.changing import note_for_index
from utils.fastdfs.reading import storage_errors
from utils.fastdfs.serving import is_file_id
from utils.fastdfs.storage import FastDFSStorage
from utils.page_cache import expire_all_pages

from .columns import Column, columns
from .ledger import Ledger, Moved
from .names import local_renditions, names_in, renamed

_BLOCK = 1024 * 1024  # bytes


@dataclass
class Progress:
    """What this run did, and what it found."""

    moved: int = 0  # files
    moved_bytes: int = 0
    rows: int = 0  # values of columns that have new names
    texts: int = 0  # those among them in which people typed addresses
    waiting: int = 0  # values that a task of utils.pictures is working on
    unequal: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)  # values for whose new addresses there is no room
    dropped: int = 0  # copies of pictures that were replaced meanwhile
    deleted: int = 0  # local files

    @property
    def is_complete(self) -> bool:
        return not (self.waiting or self.unequal or self.missing or self.too_long)


Tell = Callable[[Progress], None]


class Mover:
    """Safe to kill at any moment and to run again. Raises StorageUnavailable when the cluster does not take a file."""

    def __init__(self, storage: FastDFSStorage, ledger: Ledger, *, tell: Tell) -> None:
        self._storage = storage
        self._local = storage.local
        self._ledger = ledger
        self._tell = tell
        self._seen: set[str] = set()  # the names whose copies are there
        self.progress = Progress()

    def move(self) -> Progress:
        """Moves every file that a row names, and tells rows, kept pages and search index. Local files stay."""
        for column in columns():
            for batch in column.batches():
                self._move_batch(column, batch)
        named = self._look_again()
        expire_all_pages()  # also those that a run before this one changed and was killed
        self._drop_copies(named)
        return self.progress

    def delete_local(self) -> None:
        """Deletes the local files that have an equal copy and that no row names any more. Call it after `move`."""
        named = self._names_everywhere()
        for moved in self._ledger:
            if moved.name not in named and self._local.exists(moved.name) and self._is_equal(moved):
                self._local.delete(moved.name)
                self.progress.deleted += 1

    def _move_batch(self, column: Column, batch: list[tuple[Any, Any]]) -> None:
        keys = []
        for key, value in batch:
            names = names_in(value)
            for name in sorted(names):
                self._copy(name)
            if names & self._seen:
                keys.append(key)
        if keys:
            self._rename(column, keys)
        self._tell(self.progress)

    def _copy(self, name: str) -> None:
        path = self._path(name)
        if self._has_copy(name) or path is None:
            return
        try:
            size, crc32 = path.stat().st_size, _crc32(path)
            with path.open("rb") as file:
                file_id = self._storage.save(name, File(file))
        except FileNotFoundError:  # its picture was replaced in this moment
            return
        moved = Moved(name, file_id, size, crc32)
        if not self._is_equal(moved):
            self._storage.delete(file_id)
            self.progress.unequal.append(name)
            return
        self._ledger.add(moved)
        self._seen.add(name)
        self.progress.moved += 1
        self.progress.moved_bytes += size

    def _has_copy(self, name: str) -> bool:
        """What another run noted is looked at again: it may have been another cluster, or an older state of this."""
        if name not in self._seen and name in self._ledger and self._is_equal(self._ledger[name]):
            self._seen.add(name)
        return name in self._seen

    def _rename(self, column: Column, keys: list[Any]) -> None:
        """All rows of a batch or none, and what they hold now, not what was read: somebody may have saved one."""
        written = []
        with transaction.atomic():
            for key, value in column.locked(keys):
                changed = renamed(value, self._ledger.file_ids(names_in(value) & self._seen))
                if not column.holds(changed):
                    self.progress.too_long.append(f"{column} {key}")
                elif changed != value and column.write(key, changed):
                    written.append(key)
            if column.model is SKU:
                note_for_index(written)
        self.progress.rows += len(written)
        self.progress.texts += len(written) * column.is_text

    def _look_again(self) -> set[str]:
        """Reads everything once more: what still has an old name, what was never there. Returns all names."""
        named: set[str] = set()
        for column in columns():
            for batch in column.batches():
                for key, value in batch:
                    names = names_in(value)
                    is_old = any(name in self._ledger for name in names)
                    self.progress.waiting += is_old and f"{column} {key}" not in self.progress.too_long
                    lost = {
                        name
                        for name in local_renditions(value)
                        if self._path(name) is None and name not in self._ledger
                    }
                    self.progress.missing += [f"{column} {key}: {name}" for name in sorted(lost)]
                    named |= names
        return named

    def _names_everywhere(self) -> set[str]:
        values = (value for column in columns() for batch in column.batches() for _key, value in batch)
        return set().union(*map(names_in, values))

    def _drop_copies(self, named: set[str]) -> None:
        """Those of files that no row names any more, by the old name or by the new one."""
        lost = [moved for moved in self._ledger if not {moved.name, moved.file_id} & named]
        for moved in lost:
            self._storage.delete(moved.file_id)
        if lost:
            self._ledger.forget({moved.name for moved in lost})
        self.progress.dropped += len(lost)

    def _is_equal(self, moved: Moved) -> bool:
        try:
            with storage_errors(moved.file_id):
                copy = self._storage.client.file_info(moved.file_id)
        except FileNotFoundError:
            return False
        return (copy.size, copy.crc32) == (moved.size, moved.crc32)

    def _is_lost(self, name: str) -> bool:
        return self._path(name) is None and name not in self._ledger

    def _path(self, name: str) -> Path | None:
        """None for what is no file of MEDIA_ROOT, and for what can be none: buyers type texts, too."""
        if is_file_id(name):
            return None
        try:
            path = Path(self._local.path(name))
        except SuspiciousFileOperation:
            return None
        return path if os.path.isfile(path) else None  # Path raises for names that are too long


def local_files(folder: str | os.PathLike[str]) -> int:
    """How many there are, whether a row names them or not."""
    return sum(len(files) for _folder, _folders, files in os.walk(folder))


def _crc32(path: Path) -> int:
    crc32 = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc32 = zlib.crc32(block, crc32)
    return crc32
