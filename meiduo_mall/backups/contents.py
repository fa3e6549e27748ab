"""Files by their content: each is kept once, whatever names it has in how many back-ups."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .files import chunks


@dataclass(frozen=True)
class Kept:
    """One file: its name in the storage, and its content."""

    name: str
    size: int
    sha256: str
    changed_at: int = 0  # nanoseconds; 0 for a storage whose files never change


class Contents:
    """The folder of contents by checksum."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def has(self, kept: Kept) -> bool:
        try:
            return self.path(kept.sha256).stat().st_size == kept.size
        except OSError:
            return False

    def add(self, file: IO[bytes]) -> tuple[str, int]:
        """Returns checksum and bytes. A content is there whole or not at all; on the disk once the caller syncs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            with draft.open("xb") as target:
                for chunk in chunks(file):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
            path = self.path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def remove_others(self, wanted: set[str]) -> int:
        """Removes contents that no list names; returns how many."""
        others = [path for path in self.folder.glob("*/*") if path.name not in wanted]
        for path in (*others, *self.folder.glob(".*")):
            path.unlink(missing_ok=True)
        return len(others)
