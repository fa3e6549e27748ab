"""Brings a back-up into the mall that the settings name."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from redis import Redis
from redis.exceptions import RedisError

from . import redis_copies
from .databases import database
from .folder import BackupFolder
from .manifest import Manifest
from .media import read_list, restore_cluster, restore_folder
from .refusals import BackupFailed
from .verifying import verify

PARTS = ("media", "database", "redis")
Tell = Callable[[str], None]
_OFTEN = 1000  # files between two lines of progress


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be restored, and into which of the databases in the settings."""

    parts: Collection[str] = PARTS
    may_replace: bool = False
    alias: str = "default"


def restore(folder: BackupFolder, backup: Path, wanted: Wanted, *, tell: Tell) -> None:
    """Verifies all checksums and looks whether there is room, before it touches anything. Then pictures, which harm
    nobody when they are too many; the database, all or nothing; what rows name in FastDFS; Redis. Each part may be
    done again.

    Raises BackupFailed; NotEmpty when something is there and may not be replaced.
    """
    with folder.left_alone():
        _restore(folder, backup, wanted, tell=tell)
    os.sync()


def _restore(folder: BackupFolder, backup: Path, wanted: Wanted, *, tell: Tell) -> None:
    if "database" in wanted.parts:  # before all is read: whoever means another one has time to stop it
        tell(f"into        {database(wanted.alias).place}")
    manifest = verify(folder, backup, tell=tell)
    _require_room(manifest, wanted)
    files = read_list(backup) if "media" in wanted.parts else {}
    if "media" in wanted.parts:
        written = restore_folder(folder.contents, files, tell=_counting(tell, "pictures", len(files)))
        tell(f"pictures    {written} written, of {len(files)}; the others were there, or belong into FastDFS")
    if "database" in wanted.parts:
        target = database(wanted.alias)
        target.restore(backup / target.file_name, manifest.tables)
        tell(f"database    {len(manifest.tables)} tables, {sum(manifest.tables.values())} rows, counted")
        _compare_migrations(manifest, tell)
    if "media" in wanted.parts:
        uploaded = restore_cluster(folder.contents, files, tell=_counting(tell, "FastDFS ", len(files)))
        tell(f"FastDFS     {uploaded} uploaded, and their rows told")
    if "redis" in wanted.parts:
        _redis(backup, manifest, tell)


def _redis(backup: Path, manifest: Manifest, tell: Tell) -> None:
    for purpose, url in redis_copies.kept_purposes().items():
        if purpose in manifest.redis:
            count = redis_copies.restore_keys(url, backup / redis_copies.file_name(purpose))
            tell(f"redis       {count} of {manifest.redis[purpose]} keys of {purpose}; the others have expired")
    _empty_cache(tell)


def _require_room(manifest: Manifest, wanted: Wanted) -> None:
    if "database" in wanted.parts:
        target = database(wanted.alias)
        if target.vendor != manifest.database["vendor"]:
            theirs = manifest.database["vendor"]
            raise BackupFailed(f"The back-up is of {theirs}, and DATABASE_URL names {target.vendor}.")
        target.require_room(may_replace=wanted.may_replace)
    if "redis" in wanted.parts:
        for url in redis_copies.kept_purposes().values():
            redis_copies.require_room(url, may_replace=wanted.may_replace)


def _counting(tell: Tell, what: str, whole: int) -> Callable[[int], None]:
    def count(number: int) -> None:
        if number and number % _OFTEN == 0:
            tell(f"{what}    {number} of {whole}")

    return count


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
