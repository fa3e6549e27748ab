"""Makes a back-up while the mall goes on."""

import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from . import redis_copies
from .contents import Kept
from .databases import database
from .files import private_files
from .folder import BackupFolder
from .manifest import Manifest
from .media import copy_media, read_list, write_list
from .refusals import BackupFailed
from .store import note_backup

Tell = Callable[[str], None]


def make_backup(folder: BackupFolder, *, tell: Tell, alias: str = "default") -> Path:
    """Returns the folder of the new one. Raises BackupFailed, and leaves nothing then.

    The order is part of the promise: pictures, the database as of one moment, pictures again, Redis. What a row of the
    copy names was there before or after that moment, so that it is in one of the two; more pictures than rows do no
    harm.
    """
    if folder.path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise BackupFailed(f"{folder.path} is among the pictures: the web server would give it to everybody.")
    with private_files(), folder.locked(), folder.draft() as draft:
        newest = folder.all()[-1:]
        media, _missing = copy_media(folder.contents, read_list(newest[0]) if newest else {})
        tell(f"pictures    {len(media)}, before the database")
        manifest = _database(draft, alias, tell)
        after, missing = copy_media(folder.contents, media)
        _note_media(draft, manifest, {**media, **after}, missing)
        tell(f"pictures    {manifest.media['count']}, {manifest.media['bytes'] / 1e6:.1f} MB; {len(missing)} missing")
        for purpose, url in redis_copies.kept_purposes().items():
            manifest.redis[purpose] = redis_copies.copy_keys(url, draft / redis_copies.file_name(purpose))
            tell(f"redis       {manifest.redis[purpose]} keys of {purpose}")
        manifest.write(draft)
        os.sync()  # once, and not for each of a million pictures
        made = folder.accept(draft)
    note_backup()
    return made


def _database(draft: Path, alias: str, tell: Tell) -> Manifest:
    source = database(alias)
    made_at = datetime.now(UTC).isoformat()
    migrations = MigrationRecorder(connections[alias]).applied_migrations()
    tables = source.dump(draft / source.file_name)
    tell(f"database    {len(tables)} tables, {sum(tables.values())} rows")
    return Manifest(
        made_at=made_at,
        database=source.describe(),
        tables=tables,
        migrations=sorted(f"{app}.{name}" for app, name in migrations),
        media={},
        redis={},
        versions={"python": platform.python_version(), "django": django.get_version()},
    )


def _note_media(draft: Path, manifest: Manifest, files: dict[str, Kept], missing: list[str]) -> None:
    write_list(draft, files)
    manifest.media = {
        "storage": settings.STORAGES["default"]["BACKEND"],
        "count": len(files),
        "bytes": sum(kept.size for kept in files.values()),
        "missing": [name for name in missing if name not in files],
    }
