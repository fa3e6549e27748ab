"""Making the whole index anew from the database, beside the one in use."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import tantivy
from django.db.models import Max
from django.utils import timezone

from utils.locks import locked_file

from ..models import CatalogueChange
from .documents import VERSION, batches_of_rows, build_schema, documents_of
from .storage import IndexFolder, write_whole

_BATCH = 1000  # SKUs
_HEAP = 100_000_000  # bytes of one thread that writes


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
        folder.switch_to(version)
    return count


def _build(version: Path, progress: Callable[[int], None]) -> int:
    # Changes that come in meanwhile are followed again afterwards: writing a SKU twice does no harm.
    note_followed(version, CatalogueChange.objects.aggregate(last=Max("pk"))["last"] or 0)
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
    return count


def note_followed(version: Path, last: int) -> None:
    """Written after the commit of what it says: a process that dies between the two writes some SKUs again."""
    content = {"version": VERSION, "last": last, "at": timezone.now().isoformat()}
    write_whole(version / "followed.json", json.dumps(content))
