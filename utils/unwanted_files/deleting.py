"""Deleting files that no row has any more, now or later. Whoever asks has something else to say: a storage that is away
raises nothing here."""

import logging
import time
from collections.abc import Callable, Collection, Iterable
from functools import partial
from itertools import groupby

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from utils.stored_files import StorageUnavailable

from .models import FIRST_PAUSE, UnwantedFile

logger = logging.getLogger(__name__)

_AT_A_TIME = 1000  # rows
_SECONDS = 40.0  # for one run of the clock; the next begins after a minute
_SECONDS_OF_A_REQUEST = 5.0
#: After so many in a row the storage is away: the others would only wait for it, too.
_MOST_FAILURES = 3

#: Which of these names, of pictures shared by what the first argument says, some row still has.
Question = Callable[[str, Collection[str]], Collection[str]]

_questions: list[Question] = []


def ask_before_deleting(question: Question) -> None:
    """Files of which `question` says that a row has them stay."""
    if question not in _questions:
        _questions.append(question)


def delete_files(names: Iterable[str]) -> None:
    """Deletes them; one that is already gone is no error. What the storage does not delete is noted and tried again,
    and nothing more is asked of it now."""
    left = list(names)
    while left and _is_deleted(left[0]):
        left.pop(0)
    if left:
        try:
            _note(left, shared_by="")
        except Exception:
            logger.exception("files stay that no row has any more: %s", " ".join(left))


def delete_files_after_commit(names: Iterable[str], *, shared_by: str = "") -> None:
    """The same once the transaction is committed, with which their names are noted; not at all when it is rolled back.

    `shared_by` says what rows may have copied the names from, e.g. "sku:17". Give all names of a transaction at once:
    when the storage is away, only one is waited for.
    """
    noted = list(dict.fromkeys(names))
    if noted:
        _note(noted, shared_by=shared_by)
        transaction.on_commit(partial(_delete_noted, noted))


def delete_late_files() -> int:
    """Tries those again that could not be deleted, each after a longer pause, until it is gone. Returns how many are.

    Safe to run twice at the same time.
    """
    due = UnwantedFile.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    return _delete(list(due[:_AT_A_TIME]), seconds=_SECONDS, most_failures=_MOST_FAILURES)


def _note(names: Collection[str], *, shared_by: str) -> None:
    with transaction.atomic():
        due_at = timezone.now() + FIRST_PAUSE
        rows = [UnwantedFile(name=name, shared_by=shared_by, due_at=due_at) for name in names]
        UnwantedFile.objects.bulk_create(rows, ignore_conflicts=True)


def _delete_noted(names: Collection[str]) -> None:
    try:
        with transaction.atomic():  # read where it was written
            rows = list(UnwantedFile.objects.filter(name__in=names).order_by("pk"))
        _delete(rows, seconds=_SECONDS_OF_A_REQUEST, most_failures=1)
    except Exception:
        logger.exception("files that no row has any more are left to the clock")


def _delete(rows: Iterable[UnwantedFile], *, seconds: float, most_failures: int) -> int:
    end, failures, done = time.monotonic() + seconds, 0, []
    try:
        for row in _unshared(rows):
            if failures == most_failures or time.monotonic() > end:
                break
            if _is_deleted(row.name):
                done.append(row.pk)
                failures = 0
            else:
                failures += 1
                later = {"tries": row.tries + 1, "due_at": timezone.now() + row.pause()}
                UnwantedFile.objects.filter(pk=row.pk, tries=row.tries).update(**later)
    finally:
        UnwantedFile.objects.filter(pk__in=done).delete()
    return len(done)


def _unshared(rows: Iterable[UnwantedFile]) -> Iterable[UnwantedFile]:
    """Those that no row has; the others are forgotten, and their files stay."""
    for shared_by, group in groupby(rows, key=lambda row: row.shared_by):
        together = list(group)
        names = {row.name for row in together}
        with transaction.atomic():  # on the primary database: a copy may be a moment old
            kept = set().union(*(question(shared_by, names) for question in _questions if shared_by))
        UnwantedFile.objects.filter(pk__in=[row.pk for row in together if row.name in kept]).delete()
        yield from (row for row in together if row.name not in kept)


def _is_deleted(name: str) -> bool:
    try:
        default_storage.delete(name)
    except StorageUnavailable as error:
        logger.error("a file that no row has any more was not deleted: %s: %s", name, error)
        return False
    except Exception:  # whatever else a storage raises
        logger.exception("a file that no row has any more was not deleted: %s", name)
        return False
    return True
