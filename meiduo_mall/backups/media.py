"""Pictures: each content is kept once, under its checksum, and listed by name in each back-up."""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import FileField, JSONField

from .files import chunks, packed, sha256_of, unpacked
from .refusals import BackupFailed

LIST = "media.jsonl.gz"
_RENDITION = {"name", "width", "height"}  # utils.pictures.files.Rendition


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
        """Returns checksum and bytes. A content is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            with draft.open("xb") as target:
                for chunk in chunks(file):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
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


def copy_media(contents: Contents, known: dict[str, Kept]) -> tuple[dict[str, Kept], list[str]]:
    """Everything that is in the storage now, and the names that the database has and the storage has not.
    What is `known` and unchanged is not read again."""
    if isinstance(default_storage, FileSystemStorage):
        return _copied_folder(Path(settings.MEDIA_ROOT), contents, known), []
    return _copied_names(sorted(names_in_database()), contents, known)


def _copied_folder(root: Path, contents: Contents, known: dict[str, Kept]) -> dict[str, Kept]:
    copied: dict[str, Kept] = {}
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(root).as_posix()
        try:
            stat, before = path.stat(), known.get(name)
            if before and (before.size, before.changed_at) == (stat.st_size, stat.st_mtime_ns) and contents.has(before):
                copied[name] = before
                continue
            with path.open("rb") as file:
                sha256, size = contents.add(file)
        except FileNotFoundError:  # deleted this moment
            continue
        copied[name] = Kept(name, size, sha256, stat.st_mtime_ns)
    return copied


def _copied_names(
    names: Iterable[str], contents: Contents, known: dict[str, Kept]
) -> tuple[dict[str, Kept], list[str]]:
    """From a storage that gives each file a name of its own, which never gets another content."""
    copied, missing = {}, []
    for name in names:
        before = known.get(name)
        if before and contents.has(before):
            copied[name] = before
            continue
        try:
            with default_storage.open(name) as file:
                sha256, size = contents.add(file)
        except FileNotFoundError:
            missing.append(name)
            continue
        copied[name] = Kept(name, size, sha256)
    return copied, missing


def names_in_database() -> set[str]:
    """Every file that a row names: renditions of pictures, and Django's own file fields."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, JSONField | FileField):
                rows = model._base_manager.using("default").values_list(field.attname, flat=True)
                for value in rows.iterator(chunk_size=2000):
                    names.update(_names_in(value) if isinstance(field, JSONField) else [str(value)] * bool(value))
    return names


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _names_in(each)
    elif isinstance(value, dict):
        if value.keys() >= _RENDITION:
            yield str(value["name"])
        else:
            yield from _names_in(list(value.values()))


def write_list(folder: Path, files: dict[str, Kept]) -> None:
    with packed(folder / LIST) as target:
        for name in sorted(files):
            target.write(json.dumps(asdict(files[name])).encode() + b"\n")


def read_list(folder: Path) -> dict[str, Kept]:
    if not (folder / LIST).exists():
        return {}
    with unpacked(folder / LIST) as source:
        return {kept.name: kept for kept in (Kept(**json.loads(line)) for line in source)}


def restore_media(contents: Contents, files: Iterable[Kept], *, tell: Callable[[int], None]) -> tuple[int, int]:
    """Puts back what is missing or has another content; deletes nothing. Returns how many were written, and how many
    of them wait in MEDIA_ROOT because the storage gives names itself.

    `tell` gets the number of files after each.
    """
    is_folder = isinstance(default_storage, FileSystemStorage)
    root, written = Path(settings.MEDIA_ROOT), 0
    for number, kept in enumerate(files, start=1):
        if (is_folder or not _is_in_storage(kept)) and _put(contents, kept, root):
            written += 1
        tell(number)
    return written, 0 if is_folder else written


def _is_in_storage(kept: Kept) -> bool:
    try:
        return default_storage.exists(kept.name) and default_storage.size(kept.name) == kept.size
    except FileNotFoundError:
        return False


def _put(contents: Contents, kept: Kept, root: Path) -> bool:
    name = PurePosixPath(kept.name)
    if name.is_absolute() or ".." in name.parts:
        raise BackupFailed(f"{kept.name} is no name of a picture.")
    target = root / name
    if target.is_file() and target.stat().st_size == kept.size and sha256_of(target) == kept.sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with contents.path(kept.sha256).open("rb") as source, draft.open("xb") as file:
        for chunk in chunks(source):
            file.write(chunk)
    if kept.changed_at:  # the next back-up need not read it again
        os.utime(draft, ns=(kept.changed_at, kept.changed_at))
    draft.chmod(0o644)  # the web server reads it, as it reads those that the mall saved
    draft.replace(target)
    return True
