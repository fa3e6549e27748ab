"""Counters that the processes of a host share: the files of prometheus_client, two for each process, in METRICS_DIR.

A process that counts holds a lock on `<name>.alive` as long as it lives; the system lets go of it, however the process
ends. Names are never used again, so that nothing depends on process ids, which containers have in common. What ended
processes have counted is added to one file of each type, so that restarts and forks leave nothing behind and no counter
falls.
"""

import fcntl
import os
import secrets
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
_RESERVED = 256 * 1024  # bytes of each file: a page of memory that finds no room on the disk would end the process
_ENDED = "ended"


class _Presence:
    """This process among the others."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.name = f"{pid}-{secrets.token_hex(4)}"
        folder = Path(settings.METRICS_DIR)
        with _alone_in(folder):  # or a scrape would find the file before it is locked
            self.lock = os.open(folder / f"{self.name}.alive", os.O_CREAT | os.O_WRONLY)
            fcntl.flock(self.lock, fcntl.LOCK_EX)
        for kind in _TYPES:
            with (folder / f"{kind}_{self.name}.db").open("wb") as file, suppress(OSError, AttributeError):
                os.posix_fallocate(file.fileno(), 0, _RESERVED)


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
        _fold(folder, list(_ended(folder)))
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
        fresh = folder / "new"
        fresh.unlink(missing_ok=True)
        _write(fresh, [*files, *([total] if total.exists() else [])])
        fresh.rename(total)
        for path in files:
            path.unlink()
    for name in names:
        (folder / f"{name}.alive").unlink()


def _write(target: Path, sources: list[Path]) -> None:
    written = MmapedDict(str(target))
    try:
        for metric in MultiProcessCollector.merge([str(path) for path in sources], accumulate=False):
            for sample in metric.samples:
                names, labels = list(sample.labels), list(sample.labels.values())
                key = mmap_key(metric.name, sample.name, names, labels, metric.documentation)
                written.write_value(key, sample.value, 0.0)
    finally:
        written.close()
