"""Pictures: each content is kept once, under its checksum, and listed by name in each back-up."""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from utils.fastdfs.serving import is_file_id

from .contents import Contents, Kept
from .files import chunks, packed, sha256_of, unpacked
from .media_ids import bring_back, ids_in_database
from .refusals import BackupFailed

LIST = "media.jsonl.gz"


def copy_media(contents: Contents, known: dict[str, Kept]) -> tuple[dict[str, Kept], list[str]]:
    """Everything that is in the storage now, and the names that the database has and the storage has not.
    What is `known` and unchanged is not read again."""
    copied = _copied_folder(Path(settings.MEDIA_ROOT), contents, known)
    missing: list[str] = []
    if not _keeps_all_in_folder():
        by_id, missing = _copied_ids(sorted(ids_in_database()), contents, known)
        copied |= by_id
    return copied, missing


def _keeps_all_in_folder() -> bool:
    return isinstance(default_storage, FileSystemStorage)


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


def _copied_ids(
    file_ids: Iterable[str], contents: Contents, known: dict[str, Kept]
) -> tuple[dict[str, Kept], list[str]]:
    """From FastDFS, which never gives another content to an id."""
    copied, missing = {}, []
    for file_id in file_ids:
        before = known.get(file_id)
        if before and contents.has(before):
            copied[file_id] = before
            continue
        try:
            with default_storage.open(file_id) as file:
                sha256, size = contents.add(file)
        except FileNotFoundError:
            missing.append(file_id)
            continue
        copied[file_id] = Kept(file_id, size, sha256)
    return copied, missing


def write_list(folder: Path, files: dict[str, Kept]) -> None:
    with packed(folder / LIST) as target:
        for name in sorted(files):
            target.write(json.dumps(asdict(files[name])).encode() + b"\n")


def read_list(folder: Path) -> dict[str, Kept]:
    if not (folder / LIST).exists():
        return {}
    with unpacked(folder / LIST) as source:
        return {kept.name: kept for kept in (Kept(**json.loads(line)) for line in source)}


def restore_folder(contents: Contents, files: Mapping[str, Kept], *, tell: Callable[[int], None]) -> int:
    """Puts back into MEDIA_ROOT what is missing there or has another content, without files of FastDFS; deletes
    nothing. Returns how many were written. `tell` gets the number of files after each."""
    root, written = Path(settings.MEDIA_ROOT), 0
    keeps_all = _keeps_all_in_folder()
    for number, kept in enumerate(files.values(), start=1):
        if keeps_all or not is_file_id(kept.name):
            written += _put(contents, kept, root)
        tell(number)
    return written


def restore_cluster(contents: Contents, files: Mapping[str, Kept], *, tell: Callable[[int], None]) -> int:
    """Puts back into FastDFS, when files are kept there, what rows name and the cluster has not. Needs the rows."""
    return 0 if _keeps_all_in_folder() else bring_back(contents, files, tell=tell)


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
