"""Counters that the processes of a host share: the files of prometheus_client, two for each process, in METRICS_DIR.

A process that counts holds a lock on `<name>.alive` as long as it lives; the system lets go of it, however the process
ends. Names are never used again, so that nothing depends on process ids, which containers have in common. What ended
processes have counted is added to one file of each type, so that restarts and forks leave nothing behind and no counter
falls.
"""

import fcntl
import logging
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from prometheus_client import values
from prometheus_client.metrics_core import Metric
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

_TYPES = ("counter", "histogram")  # the two that are counted; prometheus_client begins the names of its files so
#: Bytes of each file, enough for all views: a page of memory that finds no room on the disk would end the process.
_RESERVED = 1024 * 1024
_ENDED = "ended"
_HEAD = 8  # bytes

logger = logging.getLogger(__name__)


class _Presence:
    """This process among the others."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.name = f"{pid}-{secrets.token_hex(4)}"
        folder = Path(settings.METRICS_DIR)
        with _alone_in(folder):  # or a scrape would find files that are not locked, or that are still empty
            self.lock = os.open(folder / f"{self.name}.alive", os.O_CREAT | os.O_WRONLY)
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            for kind in _TYPES:
                with suppress(OSError):
                    _reserve(folder / f"{kind}_{self.name}.db", _RESERVED)


_presence: _Presence | None = None
_is_counting = False


def process_name() -> str:
    """Of this process, a fork having another one. prometheus_client asks at each count, and under a lock; and once
    before there is anything to count: a command that never counts leaves no files."""
    global _presence, _is_counting
    if not _is_counting:
        _is_counting = True
        return ""
    if _presence is None or _presence.pid != os.getpid():
        if _presence is not None:  # of the parent, which holds the lock itself
            os.close(_presence.lock)
        _presence = _Presence(os.getpid())
    return _presence.name


def share_counters() -> None:
    """Must run before the first counter is made."""
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)
    values.ValueClass = values.MultiProcessValue(process_name)


def gathered() -> Iterable[Metric]:
    """What all processes of this host have counted, those too that have ended."""
    folder = Path(settings.METRICS_DIR)
    with _alone_in(folder):
        try:
            _fold(folder, list(_ended(folder)))
        except OSError as error:  # no room: they are read where they are, and wait
            logger.warning("What ended processes have counted stays in their files: %s", error.strerror)
        return MultiProcessCollector(None, path=str(folder)).collect()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ended(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.alive"):
        with path.open("rb") as file:
            if _is_free(file):
                yield path.stem


def _is_free(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fold(folder: Path, names: list[str]) -> None:
    """A machine that stops between the two last steps counts these once more, which rates forgive."""
    for kind in _TYPES if names else ():
        total = folder / f"{kind}_{_ENDED}.db"
        files = [path for name in names if (path := folder / f"{kind}_{name}.db").exists()]
        for path in files:
            if not _used(path):  # an empty one would end each scrape
                path.unlink()
        fresh = folder / "new"
        try:
            _write(fresh, [path for path in (*files, total) if path.exists()])
            fresh.rename(total)
        finally:
            fresh.unlink(missing_ok=True)
        for path in files:
            path.unlink(missing_ok=True)
    for name in names:
        (folder / f"{name}.alive").unlink()


def _used(path: Path) -> int:
    """Bytes of the file that are in use: none in one whose process was killed before it counted."""
    try:
        with path.open("rb") as file:
            return int(struct.unpack("i", file.read(4))[0])
    except (FileNotFoundError, struct.error):
        return 0


def _reserve(path: Path, size: int) -> None:
    """Raises OSError when there is no room, which a write to mapped memory could not: it would end the process."""
    with path.open("wb") as file:
        file.truncate(size)
        with suppress(AttributeError):  # a system without it
            os.posix_fallocate(file.fileno(), 0, size)


def _write(target: Path, sources: list[Path]) -> None:
    _reserve(target, _HEAD + sum(map(_used, sources)))
    written = MmapedDict(str(target))
    try:
        for metric in MultiProcessCollector.merge([str(path) for path in sources], accumulate=False):
            for sample in metric.samples:
                names, labels = list(sample.labels), list(sample.labels.values())
                key = mmap_key(metric.name, sample.name, names, labels, metric.documentation)
                written.write_value(key, sample.value, 0.0)
    finally:
        written.close()
