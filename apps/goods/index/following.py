"""The one process of a host that keeps the index up to the database."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import tantivy
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from utils.locks import AlreadyLocked

from ..models import SKU, CatalogueChange
from .building import Followed, note_followed, read_followed, rebuild
from .changelog import KEPT_DAYS, ChangeLog, newest_change, prune_changes
from .engine import EngineFailed, engine_errors
from .storage import IndexFolder, acquit, is_suspect, is_whole
from .synonyms import publish_synonyms
from .writing import open_writer, write_skus

INTERVAL = 0.3  # seconds between two looks at the change log
_PATIENCE = 5.0  # seconds after a failure
_MINUTE, _HOUR = 60.0, 3600.0  # seconds

logger = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody wants the follower to end, in the middle of a rebuild."""


class Follower:
    """Call `step` again and again, holding the writer's lock. It may die at any moment."""

    def __init__(self, folder: IndexFolder, *, is_stopped: Callable[[], bool] = lambda: False) -> None:
        self.folder = folder
        self._is_stopped = is_stopped
        self._version: Path | None = None
        self._writing: tuple[tantivy.IndexWriter, tantivy.Schema] | None = None
        self._noted = self._looked_after = 0.0  # seconds of time.monotonic

    def run(self) -> None:
        """Until `is_stopped` says so; what fails is tried again."""
        while not self._is_stopped():
            close_old_connections()
            try:
                is_idle = not self.step()
            except _Stopped:
                return
            except (DatabaseError, EngineFailed, AlreadyLocked, OSError):
                logger.exception("The search index could not be brought up to date; trying again.")
                self.close()
                time.sleep(_PATIENCE)
                continue
            if is_idle:
                time.sleep(INTERVAL)

    def step(self) -> bool:
        """Writes what has changed, at most a thousand SKUs. Returns whether there was anything to do."""
        version = self.folder.current()
        if version is None or version != self._version or is_suspect(version):
            return self._open_whole(version)
        publish_synonyms(self.folder.synonyms)
        ids = self._changes.due()
        if CatalogueChange.EVERYTHING in ids:
            logger.warning("The whole catalogue has changed: building the search index anew.")
            self._rebuild()
        elif ids:
            self._write(version, ids)
        elif time.monotonic() - self._looked_after > _HOUR:
            self._look_after(version)
        if time.monotonic() - self._noted > _MINUTE:
            self._note(version)
        return bool(ids)

    def _write(self, version: Path, ids: list[int]) -> None:
        if self._writing is None:
            raise EngineFailed("The index is not open for writing.")
        writer, schema = self._writing
        with engine_errors(version):
            write_skus(writer, schema, ids)
            writer.commit()
        self._note(version)

    def close(self) -> None:
        """Gives the writer's files free."""
        self._version = self._writing = None

    def _open_whole(self, version: Path | None) -> bool:
        self.close()
        is_usable = version is not None and self._is_usable(version)
        if not is_usable:
            logger.warning("There is no usable search index: building it.")
            self._rebuild()
            version = self.folder.current()
        followed = read_followed(version) if version else None
        if version is None or followed is None:
            raise EngineFailed("The index disappeared while it was opened.")
        acquit(version)
        with engine_errors(version):
            self._writing = open_writer(version)
        self._changes = ChangeLog(followed.at, followed.last, followed.obeyed)
        self._obeyed = followed.obeyed
        self._version, self._noted = version, time.monotonic()
        self._looked_after = -_HOUR if is_usable else time.monotonic()
        return True

    def _is_usable(self, version: Path) -> bool:
        followed = read_followed(version)
        if followed is None or followed.at < timezone.now() - timedelta(days=KEPT_DAYS - 1):
            return False
        return followed.last <= newest_change() and is_whole(version)

    def _note(self, version: Path) -> None:
        note_followed(version, Followed(self._changes.last, timezone.now(), self._obeyed))
        self._noted = time.monotonic()

    def _look_after(self, version: Path) -> None:
        """Prunes the change log. An index that lost step with the database, without a change noted, is built anew."""
        self._looked_after = time.monotonic()
        prune_changes()
        launched = SKU.objects.launched().count()
        with engine_errors(version):
            indexed = tantivy.Index.open(str(version)).searcher().num_docs
        if indexed == launched:
            return
        if ids := self._changes.due():  # something was changed while we counted
            self._write(version, ids)
            self._looked_after = -_HOUR
            return
        logger.warning("The search index has %s SKUs, the database %s: building it anew.", indexed, launched)
        self._rebuild()

    def _rebuild(self) -> None:
        def look_at_signal(count: int) -> None:
            if self._is_stopped():
                raise _Stopped

        count = rebuild(self.folder, progress=look_at_signal)
        logger.warning("The search index is built: %s SKUs.", count)
