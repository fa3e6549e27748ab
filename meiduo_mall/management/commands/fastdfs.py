"""`manage.py fastdfs`: looks at the cluster, puts and gets files, moves the local media into it, finds lost files."""

import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from meiduo_mall.moving_media.ledger import Ledger
from meiduo_mall.moving_media.moving import Mover, Progress, local_files
from meiduo_mall.orphans import Orphans, find_orphans, lines_of
from utils.fastdfs import ClusterStatus, FastDFSClient, FastDFSError
from utils.locks import AlreadyLocked, locked_file
from utils.stored_files import StorageUnavailable

_SAID_AT_MOST = 20  # names of one kind
_PAUSE = 2.0  # seconds between two lines of progress


class Command(BaseCommand):
    help = "FastDFS: its state, a file in or out, and the move of MEDIA_ROOT into it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("status", help="trackers, groups and storages; exits with 1 when one is away, 2 when none")
        put = actions.add_parser("put", help="stores a file; its file_id is the last line")
        put.add_argument("file", type=Path)
        get = actions.add_parser("get", help="writes a stored file to the disk")
        get.add_argument("file_id")
        get.add_argument("file", type=Path)
        move = actions.add_parser("migrate-media", help="moves what is in MEDIA_ROOT; may be killed and run again")
        move.add_argument("--delete-local", action="store_true", help="delete local files that have an equal copy")
        move.add_argument("--ledger", type=Path, help="where to note what was moved (media-moved.jsonl in DATA_DIR)")
        orphans = actions.add_parser("orphans", help="files that no row names; exits with 1 when there are any")
        orphans.add_argument("binlog", nargs="+", help="data/sync/binlog.* of one storage of the group; - reads them")
        orphans.add_argument("--group", default="group1")
        orphans.add_argument("--hours", type=float, default=24, help="younger files may be on their way into a row")
        orphans.add_argument("--delete", action="store_true")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.FDFS_TRACKERS:
            raise CommandError("FDFS_TRACKERS is not set: files are kept in MEDIA_ROOT. See .env.example.")
        actions: dict[str, Callable[..., None]] = {
            "status": self._status,
            "put": self._put,
            "get": self._get,
            "migrate-media": self._migrate,
            "orphans": self._orphans,
        }
        try:
            actions[options["action"]](**options)
        except FastDFSError as error:
            raise CommandError(str(error)) from error

    def _status(self, **options: Any) -> None:
        """Exit status 0: all is there; 1: files are taken, though something is away; 2: nothing is taken."""
        status = _client().status()
        self.stdout.write("\n".join(_lines(status)))
        if not status.is_writable:
            sys.exit(2)
        storages = [storage for group in status.groups for storage in group.storages]
        if not all([tracker.is_reachable for tracker in status.trackers] + [each.is_active for each in storages]):
            sys.exit(1)

    def _put(self, *, file: Path, **options: Any) -> None:
        try:
            stored = _client().upload_by_filename(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"{stored.size} bytes on {stored.storage_ip}, {default_storage.url(stored.file_id)}")
        self.stdout.write(stored.file_id)

    def _get(self, *, file_id: str, file: Path, **options: Any) -> None:
        try:
            found = _client().download_to_file(file, file_id)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{found.size} bytes from {found.storage_ip} in {file}")

    def _migrate(self, *, delete_local: bool, ledger: Path | None, **options: Any) -> None:
        path = ledger or Path(settings.DATA_DIR) / "media-moved.jsonl"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with locked_file(path.with_suffix(".lock")), closing(Ledger(path)) as opened:
                self._move(opened, delete_local=delete_local)
        except AlreadyLocked as error:
            raise CommandError("Another process is moving the media right now.") from error
        except StorageUnavailable as error:
            raise CommandError(f"{error} Run it again: it goes on where it stopped.") from error

    def _move(self, ledger: Ledger, *, delete_local: bool) -> None:
        total, last = local_files(settings.MEDIA_ROOT), time.monotonic()

        def tell(progress: Progress) -> None:
            nonlocal last
            if time.monotonic() - last >= _PAUSE:
                last = time.monotonic()
                self.stdout.write(f"{_done(progress)}; {total} files were there")

        self.stdout.write(f"{total} files in {settings.MEDIA_ROOT}; only those that a row names are moved.")
        mover = Mover(default_storage, ledger, tell=tell)  # type: ignore[arg-type]
        progress = mover.move()
        if delete_local:
            mover.delete_local()
        self._sum_up(progress, delete_local=delete_local)

    def _sum_up(self, progress: Progress, *, delete_local: bool) -> None:
        left = local_files(settings.MEDIA_ROOT)
        self.stdout.write(_done(progress))
        if progress.dropped:
            self.stdout.write(f"{progress.dropped} copies deleted again: their pictures were replaced meanwhile.")
        self._list("not equal to their copy, and not moved", progress.unequal)
        self._list("named by a row, but in no place", progress.missing)
        self._list("without room for the new address, and not changed", progress.too_long)
        if progress.waiting:
            self.stdout.write(
                f"Rows that wait for a worker to make sizes of their picture: {progress.waiting}. Run again."
            )
        if delete_local:
            self.stdout.write(f"{progress.deleted} local files deleted, {left} left that were not moved.")
        else:
            self.stdout.write(f"The {left} local files are still there: --delete-local deletes those that were moved.")
        if not progress.is_complete:
            sys.exit(1)

    def _orphans(self, *, binlog: list[str], group: str, hours: float, delete: bool, **options: Any) -> None:
        try:
            found = find_orphans(lines_of(binlog), group=group, hours=hours)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"{found.listed} files in {group}, {found.named} of them named by a row or to be deleted.")
        self.stdout.write(f"{found.young} others are younger than {hours:g} hours.")
        self.stdout.write("\n".join([f"{len(found.old)} orphans", *found.old]))
        if delete:
            self._delete(found)
        elif found.old:
            sys.exit(1)

    def _delete(self, found: Orphans) -> None:
        if found.old and not found.named:
            raise CommandError("No file of this list is named by a row: is it of this mall, and of this group?")
        try:
            for file_id in found.old:
                default_storage.delete(file_id)
        except StorageUnavailable as error:
            raise CommandError(f"{error} Run it again.") from error
        self.stdout.write(f"{len(found.old)} deleted.")

    def _list(self, what: str, names: list[str]) -> None:
        if names:
            more = f"\n  and {len(names) - _SAID_AT_MOST} more" if len(names) > _SAID_AT_MOST else ""
            self.stdout.write(f"{len(names)} {what}:\n  " + "\n  ".join(names[:_SAID_AT_MOST]) + more)


def _client() -> FastDFSClient:
    return default_storage.client  # type: ignore[attr-defined]


def _done(progress: Progress) -> str:
    return (
        f"{progress.moved} files moved ({progress.moved_bytes / 1e6:.1f} MB), {progress.rows} rows renamed, "
        f"{progress.texts} of them texts and links"
    )


def _lines(status: ClusterStatus) -> list[str]:
    lines = [f"tracker {each.address}: {each.error or 'answers'}" for each in status.trackers]
    for group in status.groups:
        lines.append(
            f"group {group.group_name}: {group.free_mb} MB of {group.total_mb} MB free, "
            f"{group.writable_count} of {group.storage_count} storages take files"
        )
        lines += [
            f"  storage {each.ip}:{each.port}: {each.status}, {each.free_mb} MB of {each.total_mb} MB free, "
            f"FastDFS {each.version}"
            for each in group.storages
        ]
    return lines if status.groups else [*lines, "No group is known: nothing can be stored."]
