"""The folder of all back-ups: which there are, making one whole, taking old ones away."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from utils.locks import AlreadyLocked, locked_file

from .contents import Contents
from .manifest import NAME
from .media import read_list
from .refusals import BackupFailed

_MOMENT = "%Y%m%dT%H%M%SZ"
_IS_BACKUP = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_DRAFT = ".making-"


class BackupFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.contents = Contents(path / "files")

    def all(self) -> list[Path]:
        """The whole ones, the oldest first."""
        if not self.path.is_dir():
            return []
        return sorted(
            each for each in self.path.iterdir() if _IS_BACKUP.fullmatch(each.name) and (each / NAME).exists()
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with locked_file(self.path / ".lock"):
                yield
        except AlreadyLocked as error:
            raise BackupFailed(f"Back-ups are being made, pruned or restored in {self.path}.") from error

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """For who reads: nobody prunes meanwhile what they read. Where nobody can write, nobody does."""
        with ExitStack() as held:
            with suppress(OSError):  # a copy that was mounted to be read only
                held.enter_context(self.locked())
            yield

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """An empty folder, which becomes a back-up when the block ends without an error. Those that were killed in the
        middle are taken away; hold the lock."""
        for left in self.path.glob(f"{_DRAFT}*"):
            shutil.rmtree(left)
        draft = self.path / f"{_DRAFT}{os.getpid()}"
        draft.mkdir(mode=0o700)
        try:
            yield draft
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def accept(self, draft: Path) -> Path:
        """Gives it the name of this moment."""
        moment = datetime.now(UTC).strftime(_MOMENT)
        names = (moment, *(f"{moment}-{number}" for number in range(2, 100)))
        final = next(self.path / name for name in names if not (self.path / name).exists())
        draft.rename(final)
        _sync(self.path)
        return final

    def prune(self, keep: int) -> list[Path]:
        """Takes all but the newest away, and contents that none of those names; returns what went. Hold the lock."""
        old = self.all()[:-keep]
        for each in old:
            shutil.rmtree(each)
        wanted = {kept.sha256 for each in self.all() for kept in read_list(each).values()}
        self.contents.remove_others(wanted)
        return old


def backup_at(path: Path) -> tuple[BackupFolder, Path]:
    """The back-up at a path, or the newest one of a folder of them. Raises BackupFailed."""
    if (path / NAME).exists():
        return BackupFolder(path.resolve().parent), path
    folder = BackupFolder(path)
    if not (found := folder.all()):
        raise BackupFailed(f"There is no back-up in {path}.")
    return folder, found[-1]


def _sync(folder: Path) -> None:
    """The rename is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
