"""Making the whole index anew from the database, beside the one in use."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from utils.locks import locked_file

from .changelog import newest_change, recent_upheavals
from .documents import batches_of_rows, build_schema, documents_of
from .storage import IndexFolder, read_json, write_whole
from .synonyms import publish_synonyms

_BATCH = 1000  # SKUs
_HEAP = 400_000_000  # bytes at most that the writer collects before it writes a segment; few of them answer sooner


class Followed(NamedTuple):
    """Up to which change an index is, when that was, and which notes that everything changed it was built after."""

    last: int
    at: datetime
    obeyed: tuple[int, ...] = ()


def rebuild(folder: IndexFolder, *, progress: Callable[[int], None] = lambda count: None) -> int:
    """Returns how many SKUs there are in it. The old index answers until the new one is whole, then all processes
    switch; a rebuild that is killed leaves the old one in use. `progress` gets the number after each batch.

    Raises AlreadyLocked when another process is rebuilding here.
    """
    folder.make()
    with locked_file(folder.rebuild_lock):
        version = folder.new_version()
        try:
            count = _build(version, progress)
        except BaseException:
            shutil.rmtree(version, ignore_errors=True)
            raise
        publish_synonyms(folder.synonyms)
        folder.switch_to(version)
    return count


def _build(version: Path, progress: Callable[[int], None]) -> int:
    # Changes that come in meanwhile are followed again afterwards: writing a SKU twice does no harm.
    followed = Followed(newest_change(), timezone.now(), recent_upheavals())
    schema = build_schema()
    writer = tantivy.Index(schema, path=str(version)).writer(_HEAP, 1)
    count = 0
    for rows in batches_of_rows(_BATCH):
        for document in documents_of(rows, schema):
            writer.add_document(document)
        count += len(rows)
        progress(count)
    writer.commit()
    writer.wait_merging_threads()
    note_followed(version, followed)
    return count


def note_followed(version: Path, followed: Followed) -> None:
    """Written after the commit of what it says: a process that dies between the two writes some SKUs again."""
    content = {"last": followed.last, "at": followed.at.isoformat(), "obeyed": followed.obeyed}
    write_whole(version / "followed.json", json.dumps(content))


def read_followed(version: Path) -> Followed | None:
    content = read_json(version / "followed.json")
    try:
        at = parse_datetime(str(content["at"]))
        obeyed = tuple(map(int, content.get("obeyed", ())))
        return Followed(int(content["last"]), at, obeyed) if at else None
    except (KeyError, TypeError, ValueError):
        return None
