"""Brings a back-up into the mall that the settings name."""

from collections.abc import Callable, Collection
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from redis import Redis
from redis.exceptions import RedisError

from . import redis_copies
from .databases import database
from .folder import BackupFolder
from .manifest import Manifest
from .media import read_list, restore_media
from .refusals import BackupFailed
from .verifying import verify

PARTS = ("media", "database", "redis")
Tell = Callable[[str], None]
_OFTEN = 1000  # files between two lines of progress


def restore(folder: BackupFolder, backup: Path, *, parts: Collection[str], may_replace: bool, tell: Tell) -> None:
    """Verifies all checksums and looks whether there is room, before it touches anything. Then pictures, which harm
    nobody when they are too many; the database, all or nothing; Redis. Each part may be done again.

    Raises BackupFailed; NotEmpty when something is there and may not be replaced.
    """
    manifest = verify(folder, backup, tell=tell)
    _require_room(manifest, parts, may_replace=may_replace)
    if "media" in parts:
        _media(folder, backup, tell)
    if "database" in parts:
        target = database()
        target.restore(backup / target.file_name, manifest.tables)
        tell(f"database    {len(manifest.tables)} tables, {sum(manifest.tables.values())} rows, counted")
        _compare_migrations(manifest, tell)
    if "redis" in parts:
        for purpose, url in redis_copies.kept_purposes().items():
            if purpose in manifest.redis:
                count = redis_copies.restore_keys(url, backup / redis_copies.file_name(purpose))
                tell(f"redis       {count} of {manifest.redis[purpose]} keys of {purpose}; the others have expired")
        _empty_cache(tell)


def _require_room(manifest: Manifest, parts: Collection[str], *, may_replace: bool) -> None:
    if "database" in parts:
        target = database()
        if target.vendor != manifest.database["vendor"]:
            theirs = manifest.database["vendor"]
            raise BackupFailed(f"The back-up is of {theirs}, and DATABASE_URL names {target.vendor}.")
        target.require_room(may_replace=may_replace)
    if "redis" in parts:
        for url in redis_copies.kept_purposes().values():
            redis_copies.require_room(url, may_replace=may_replace)


def _media(folder: BackupFolder, backup: Path, tell: Tell) -> None:
    files = read_list(backup)

    def progress(number: int) -> None:
        if number % _OFTEN == 0:
            tell(f"pictures    {number} of {len(files)}")

    written, waiting = restore_media(folder.contents, files.values(), tell=progress)
    tell(f"pictures    {written} written, {len(files) - written} were there")
    if waiting:
        tell(f"            {waiting} are in MEDIA_ROOT; `manage.py fastdfs migrate-media` brings them into FastDFS")


def _compare_migrations(manifest: Manifest, tell: Tell) -> None:
    code = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    apps = {name.partition(".")[0] for name in code}
    if newer := [name for name in manifest.migrations if name not in code and name.partition(".")[0] in apps]:
        tell(f"warning     this code is older than the back-up: it does not know {newer[-1]}")
    elif code - set(manifest.migrations):
        tell("next        python manage.py migrate: this code is newer than the back-up")


def _empty_cache(tell: Tell) -> None:
    """What was kept of the mall that was here before."""
    try:
        with Redis.from_url(str(settings.CACHES["default"]["LOCATION"]), socket_timeout=5) as client:
            client.flushdb()
    except RedisError as error:
        tell(f"warning     the cache could not be emptied: {type(error).__name__}")
