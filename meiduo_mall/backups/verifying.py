"""Whether a back-up is what it says: every checksum, before anything is restored from it."""

from collections.abc import Callable
from pathlib import Path

from .files import sha256_of
from .folder import BackupFolder
from .manifest import Manifest, read_manifest
from .media import read_list
from .refusals import BackupFailed

_OFTEN = 1000  # files between two lines of progress


def verify(folder: BackupFolder, backup: Path, *, tell: Callable[[str], None]) -> Manifest:
    """Reads everything. Raises BackupFailed, naming what is damaged or missing."""
    manifest = read_manifest(backup)
    for name, said in manifest.files.items():
        path = backup / name
        if not path.is_file() or path.stat().st_size != said["size"] or sha256_of(path) != said["sha256"]:
            raise BackupFailed(f"{path} is missing or damaged.")
    tell(f"verified    {len(manifest.files)} files of {backup.name}")
    wrong = _damaged(folder, backup, tell)
    if wrong:
        raise BackupFailed(f"{len(wrong)} pictures are missing or damaged in {folder.contents.folder}: {wrong[0]} …")
    return manifest


def _damaged(folder: BackupFolder, backup: Path, tell: Callable[[str], None]) -> list[str]:
    """Names; a content that many names share is read once."""
    by_content = {kept.sha256: kept for kept in read_list(backup).values()}
    wrong = []
    for number, kept in enumerate(by_content.values(), start=1):
        if not folder.contents.has(kept) or sha256_of(folder.contents.path(kept.sha256)) != kept.sha256:
            wrong.append(kept.name)
        if number % _OFTEN == 0 or number == len(by_content):
            tell(f"verified    {number} of {len(by_content)} pictures")
    return wrong
