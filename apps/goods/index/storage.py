"""The folder of the index: versions beside each other, and a pointer to the one in use.

<folder>/current-1          the name of the version in use; 1 is what documents.VERSION says, so that processes of
                            two releases do not read each other's
<folder>/v1-…/              a version: tantivy's files, followed.json
<folder>/synonyms.json      what the admin keeps, for the readers
<folder>/writer.lock, rebuild.lock
"""

import json
import os
import secrets
import shutil
import time
import zlib
from pathlib import Path
from typing import Any

from .documents import VERSION

_PREFIX = f"v{VERSION}-"
_SUSPECT = "suspect"
_FORGOTTEN_AFTER = 24 * 3600  # seconds without a change, for versions of other releases
_MAGIC = 1337  # ends tantivy's segment files
_CHUNK = 1 << 20  # bytes


class IndexFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer_lock = path / "writer.lock"
        self.rebuild_lock = path / "rebuild.lock"
        self.synonyms = path / "synonyms.json"
        self._pointer = path / f"current-{VERSION}"
        self._pointer_name = str(self._pointer)
        self._pointed: tuple[tuple[int, ...], Path | None, str] = ((), None, "")

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path | None:
        """The version in use, if there is one. Asked for at each request: the pointer is read when it has changed."""
        stamp = stamp_of(self._pointer_name)
        pointed = self._pointed
        if pointed[0] != stamp:
            version = self._pointed_at()
            pointed = self._pointed = stamp, version, str(version and version / "meta.json")
        return pointed[1] if os.path.exists(pointed[2]) else None

    def _pointed_at(self) -> Path | None:
        try:
            name = self._pointer.read_text().strip()
        except (OSError, UnicodeDecodeError):
            return None
        return self.path / name if name.startswith(_PREFIX) else None

    def new_version(self) -> Path:
        """An empty folder. Those that a killed rebuild left behind are removed; hold the lock of rebuilding."""
        self._remove_versions(except_for=self.current())
        version = self.path / f"{_PREFIX}{secrets.token_hex(8)}"
        version.mkdir(parents=True)
        return version

    def switch_to(self, version: Path) -> None:
        """From now on every process uses this version; the others are deleted. Who still reads one keeps its files."""
        write_whole(self._pointer, version.name)
        self._remove_versions(except_for=version)

    def _remove_versions(self, *, except_for: Path | None) -> None:
        for other in self.path.glob("v*-*"):
            if other != except_for and (other.name.startswith(_PREFIX) or _is_forgotten(other)):
                shutil.rmtree(other, ignore_errors=True)


def stamp_of(path: Path | str) -> tuple[int, ...]:
    """Changes with the file; empty without one."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino


def suspect(version: Path) -> None:
    """A reader could not read it: the follower looks whether it is whole."""
    try:
        (version / _SUSPECT).touch()
    except OSError:
        return  # it is gone already


def is_suspect(version: Path) -> bool:
    return (version / _SUSPECT).exists()


def acquit(version: Path) -> None:
    (version / _SUSPECT).unlink(missing_ok=True)


def is_whole(version: Path) -> bool:
    """Whether each file of the index's segments is there and has the checksum that tantivy wrote at its end."""
    meta = read_json(version / "meta.json")
    segments = {str(segment["segment_id"]).replace("-", "") for segment in meta.get("segments", ())}
    if not meta or not read_json(version / "followed.json"):
        return False
    by_segment: dict[str, list[Path]] = {name: [] for name in segments}
    for path in version.iterdir():
        if path.stem.split(".")[0] in by_segment:
            by_segment[path.stem.split(".")[0]].append(path)
    return all(len(paths) >= 6 and all(map(_has_its_checksum, paths)) for paths in by_segment.values())


def _has_its_checksum(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            size = file.seek(-8, os.SEEK_END)
            length, magic = (int.from_bytes(file.read(4), "little") for _ in range(2))
            left = size - length
            if magic != _MAGIC or left < 0:
                return False
            file.seek(left)
            expected = json.loads(file.read(length))["crc"]
            file.seek(0)
            checksum = 0
            while left > 0 and (chunk := file.read(min(_CHUNK, left))):
                checksum, left = zlib.crc32(chunk, checksum), left - len(chunk)
    except (OSError, ValueError, KeyError):
        return False
    return bool(checksum == expected)


def _is_forgotten(version: Path) -> bool:
    try:
        return time.time() - (version / "followed.json").stat().st_mtime > _FORGOTTEN_AFTER
    except OSError:
        return True


def write_whole(path: Path, text: str) -> None:
    """Readers see the old text or the new one, also after a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Empty when the file is missing or not whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
