"""The other sizes of a stored picture, made once by a task.

Who makes them writes a new token into the row, names the files after it, and puts them into the row only while the
token is still there. So the last one to begin wins; whoever finds the picture replaced or taken over deletes what it
made; and what a killed one left behind is deleted by the next, which knows its token. A storage that gives
names itself leaves nothing to be known by: there each file goes into the row as soon as it is stored, and stays.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import takewhile
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from utils.unwanted_files.deleting import delete_files

from .files import Rendition, new_token, size_names, store_sizes, widths_below

logger = logging.getLogger(__name__)

_PATIENCE = timedelta(minutes=1)  # after which the task was lost, or the broker never took it
_GIVEN_UP_AFTER = timedelta(days=1)
_SECONDS = 40  # for the late ones of one run; the next run begins after a minute


class SizedLater(models.Model):
    """A row with `renditions`, the files of its picture, narrowest first. The row owns them."""

    picture_folder: ClassVar[str]
    renditions: Any

    #: Since when the picture has lacked its other sizes; NULL when it has them all.
    sizes_wanted_at = models.DateTimeField(null=True, editable=False, db_index=True)
    #: Of whoever makes them, see above; another one for each picture.
    sizes_token = models.CharField(max_length=16, default="", editable=False)

    class Meta:
        abstract = True

    def take_picture(self, renditions: list[Rendition]) -> None:
        """Sets another picture, or none, without saving; `want_sizes` has the others made once it is saved."""
        lacks_sizes = bool(renditions) and bool(widths_below(renditions[-1]["width"]))
        self.renditions = renditions
        self.sizes_wanted_at = timezone.now() if lacks_sizes else None
        self.sizes_token = new_token() if lacks_sizes else ""

    def keep_picture_of(self, row: Self) -> None:
        """Sets what a fresh copy of this row has: a task may have finished it since this one was read."""
        self.renditions = row.renditions
        self.sizes_wanted_at = row.sizes_wanted_at
        self.sizes_token = row.sizes_token

    def picture_files(self) -> list[str]:
        """The names of all files of the picture, and of those that somebody who was killed may have left."""
        return [each["name"] for each in self.renditions] + size_names(self.picture_folder, self.sizes_token)


#: What `take_picture` sets, for `update_fields`.
PICTURE_FIELDS = ("renditions", "sizes_wanted_at", "sizes_token")


@dataclass(frozen=True)
class Sizes:
    """All sizes of a row's picture, stored, and not in the row yet."""

    rows: models.QuerySet[Any]
    pk: int
    token: str
    renditions: list[Rendition]

    def put_into_row(self) -> bool:
        """False when the row has got another picture, or somebody else began to make these."""
        unchanged = self.rows.filter(pk=self.pk, sizes_token=self.token)
        return bool(unchanged.update(renditions=self.renditions, sizes_wanted_at=None, sizes_token=""))


#: Puts sizes into their row and tells whoever shows it, in one transaction. False when they came too late.
Keep = Callable[[Sizes], bool]


def want_sizes(task: Any, **arguments: Any) -> None:
    """Queues the task after the commit. When the broker is away, the clock finds the rows (`make_late_sizes`)."""
    transaction.on_commit(partial(_queue, task, arguments))


def make_sizes(rows: models.QuerySet[Any], pks: Iterable[int], *, keep: Keep) -> int:
    """Stores the sizes that the pictures of these rows lack; `keep` puts those of one picture into its row.

    One that fails is logged and left to the clock; it does not keep the others waiting. Whatever happens, files that
    are in no row afterwards are deleted. Returns for how many pictures sizes were made.
    """
    return sum(_is_made(rows, pk, keep) for pk in pks)


def make_late_sizes(rows: models.QuerySet[Any], *, keep: Keep) -> int:
    """The same for rows whose task was lost or never queued, oldest first, for at most _SECONDS.

    A picture that still fails after a day keeps the size that it has.
    """
    end = time.monotonic() + _SECONDS
    late = rows.filter(sizes_wanted_at__lte=timezone.now() - _PATIENCE).order_by("sizes_wanted_at", "pk")
    pks = list(late.values_list("pk", flat=True))
    return make_sizes(rows, takewhile(lambda pk: time.monotonic() < end, pks), keep=keep)


def _is_made(rows: models.QuerySet[Any], pk: int, keep: Keep) -> bool:
    try:
        return _make(rows, pk, keep)
    except Exception:
        logger.exception("the sizes of %s %d could not be made", rows.model._meta.label, pk)
        _give_up_after_a_day(rows, pk)
        return False


def _make(rows: models.QuerySet[Any], pk: int, keep: Keep) -> bool:
    row = rows.filter(pk=pk, sizes_wanted_at__isnull=False).first()
    token = new_token()
    if row is None or not rows.filter(pk=pk, sizes_token=row.sizes_token).update(sizes_token=token):
        return False
    delete_files(size_names(row.picture_folder, row.sizes_token))  # of somebody who was killed, or is now too late
    # Read again: nobody else adds to them from now on.
    has: list[Rendition] | None = rows.filter(pk=pk, sizes_token=token).values_list("renditions", flat=True).first()
    if not has:
        return False
    made: list[Rendition] = []
    try:
        widths = {each["width"] for each in has}
        note = partial(_note, rows, pk, token, has)
        made = store_sizes(has[-1], folder=row.picture_folder, token=token, have=widths, note=note)
        return keep(Sizes(rows, pk, token, _in_order(has, made)))
    finally:
        _delete_unless_kept(rows, pk, {each["name"] for each in made})


def _note(rows: models.QuerySet[Any], pk: int, token: str, has: list[Rendition], more: Rendition) -> bool:
    """False when the row has got another picture, or somebody else began to make the sizes."""
    has[:] = _in_order(has, [more])
    return bool(rows.filter(pk=pk, sizes_token=token).update(renditions=has))


def _in_order(has: Iterable[Rendition], made: Iterable[Rendition]) -> list[Rendition]:
    """The narrowest first, each width once."""
    by_width = {each["width"]: each for each in (*has, *made)}
    return [by_width[width] for width in sorted(by_width)]


def _queue(task: Any, arguments: dict[str, Any]) -> None:
    try:
        task.delay(**arguments)
    except OperationalError:
        logger.error("the broker took no pictures; they wait for the clock: %s", arguments)


def _delete_unless_kept(rows: models.QuerySet[Any], pk: int, names: set[str]) -> None:
    renditions = rows.filter(pk=pk).values_list("renditions", flat=True).first() or []
    delete_files(names - {each["name"] for each in renditions})


def _give_up_after_a_day(rows: models.QuerySet[Any], pk: int) -> None:
    hopeless = rows.filter(pk=pk, sizes_wanted_at__lte=timezone.now() - _GIVEN_UP_AFTER)
    if hopeless.update(sizes_wanted_at=None, sizes_token=""):
        logger.error("%s %d keeps one size of its picture", rows.model._meta.label, pk)
