"""The search index of this host: make it anew, keep it up to the database, look at it."""

import logging
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import tantivy
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from goods.index.building import read_followed, rebuild
from goods.index.changelog import newest_change
from goods.index.engine import EngineFailed, engine_errors
from goods.index.following import Follower
from goods.index.storage import IndexFolder, is_whole
from utils.locks import AlreadyLocked, locked_file

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Builds the search index anew (rebuild), keeps it up to the database (follow), or describes it (status)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("rebuild", "follow", "status"))

    def handle(self, *args: object, **options: str) -> None:
        folder = IndexFolder(Path(settings.CATALOGUE_INDEX_DIR))
        {"rebuild": self._rebuild, "follow": self._follow, "status": self._status}[options["action"]](folder)

    def _rebuild(self, folder: IndexFolder) -> None:
        """Search goes on meanwhile, with the old index."""
        began = time.monotonic()

        def tell(count: int) -> None:
            if count % 10_000 == 0:
                self.stdout.write(f"{count:>10} SKUs, {count / (time.monotonic() - began):.0f} a second")

        try:
            count = rebuild(folder, progress=tell)
        except AlreadyLocked as error:
            raise CommandError("Another process is building this index right now.") from error
        seconds = time.monotonic() - began
        self.stdout.write(f"{count} SKUs in {seconds:.1f} s, {_size(folder) / 1e6:.1f} MB. All processes use it now.")

    def _follow(self, folder: IndexFolder) -> None:
        """Until SIGTERM or Ctrl-C. A second follower of a host waits until the first one has ended."""
        stopping: list[int] = []

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.append(number)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        folder.make()
        while not stopping:
            with suppress(AlreadyLocked), locked_file(folder.writer_lock):
                Follower(folder, is_stopped=lambda: bool(stopping)).run()
            if not stopping:
                time.sleep(1)

    def _status(self, folder: IndexFolder) -> None:
        version = folder.current()
        followed = read_followed(version) if version else None
        if version is None or followed is None:
            raise CommandError("There is no index. The follower builds it, or: manage.py catalogue_index rebuild")
        if not is_whole(version):
            raise CommandError(f"The index {version} is damaged. The follower builds it anew.")
        try:
            with engine_errors(version):
                count = tantivy.Index.open(str(version)).searcher().num_docs
        except EngineFailed as error:
            raise CommandError(f"The index {version} cannot be read: {error}") from error
        self.stdout.write(f"Folder    {version}")
        self.stdout.write(f"SKUs      {count}")
        self.stdout.write(f"Size      {_size(folder) / 1e6:.1f} MB")
        self.stdout.write(
            f"Followed  change {followed.last} of {newest_change()}, at {followed.at:%Y-%m-%d %H:%M:%S %Z}"
        )
        self.stdout.write(f"Follower  {'runs' if _is_followed(folder) else 'does not run'}")


def _size(folder: IndexFolder) -> int:
    version = folder.current()
    return sum(path.stat().st_size for path in version.iterdir()) if version else 0


def _is_followed(folder: IndexFolder) -> bool:
    try:
        with locked_file(folder.writer_lock):
            return False
    except AlreadyLocked:
        return True
