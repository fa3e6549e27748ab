"""Reading the change log so that no row is missed, although transactions do not commit in the order of their ids."""

import logging
from collections.abc import Container
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from ..models import CatalogueChange

#: Longer than any transaction that writes changes stays open.
LOOK_BACK = timedelta(minutes=15)
#: For how long changes are kept; an index that stood still for longer is built anew.
KEPT_DAYS = 7

_BATCH = 1000  # rows
_MOST_GAPS = 500
_PRUNE_BATCH = 5000  # rows

logger = logging.getLogger(__name__)


class ChangeLog:
    """Gives out the SKUs that changed. A number that was skipped may belong to a transaction that is still open: it is
    looked for again, for a quarter of an hour."""

    def __init__(self, followed_at: datetime, last: int, obeyed: Container[int] = ()) -> None:
        """Goes on after `last`, and once more through what was noted shortly before `followed_at`: transactions that
        were open then may have committed since. The notes of `obeyed` are left out."""
        before = CatalogueChange.objects.filter(changed_at__lt=followed_at - LOOK_BACK, pk__lte=last)
        self.last: int = before.aggregate(last=Max("pk"))["last"] or 0
        self._obeyed = obeyed
        self._gaps: list[tuple[int, int, datetime]] = []  # first number, last number, since when

    def due(self) -> list[int]:
        """The ids of SKUs to be written next, at most a thousand; empty when there is nothing to do now.

        CatalogueChange.EVERYTHING among them asks for a new index.
        """
        late = self._rows_in_gaps()
        new = list(self._rows(Q(pk__gt=self.last)))
        for pk, _ in new:
            if pk > self.last + 1:
                self._gaps.append((self.last + 1, pk - 1, timezone.now()))
            self.last = pk
        self._forget_old_gaps()
        return list(dict.fromkeys(sku_id for pk, sku_id in late + new if pk not in self._obeyed))

    def _rows_in_gaps(self) -> list[tuple[int, int]]:
        if not self._gaps:
            return []
        wanted = Q()
        for first, last, _ in self._gaps:
            wanted |= Q(pk__range=(first, last))
        rows = list(self._rows(wanted))
        for pk, _ in rows:
            self._gaps = [part for gap in self._gaps for part in _without(gap, pk)]
        return rows

    def _rows(self, wanted: Q) -> list[tuple[int, int]]:
        return list(CatalogueChange.objects.filter(wanted).order_by("pk").values_list("pk", "sku_id")[:_BATCH])

    def _forget_old_gaps(self) -> None:
        oldest = timezone.now() - LOOK_BACK
        self._gaps = [gap for gap in self._gaps if gap[2] > oldest]
        if len(self._gaps) > _MOST_GAPS:
            logger.warning("The change log has more gaps than can be watched: changes may be missed until a rebuild.")
            self._gaps = self._gaps[-_MOST_GAPS:]


def _without(gap: tuple[int, int, datetime], pk: int) -> list[tuple[int, int, datetime]]:
    first, last, since = gap
    if not first <= pk <= last:
        return [gap]
    parts = [(first, pk - 1, since), (pk + 1, last, since)]
    return [part for part in parts if part[0] <= part[1]]


def newest_change() -> int:
    return CatalogueChange.objects.aggregate(last=Max("pk"))["last"] or 0


def recent_upheavals() -> tuple[int, ...]:
    """The numbers of the notes that everything changed, those that a log can give out again."""
    recent = CatalogueChange.objects.filter(changed_at__gt=timezone.now() - 4 * LOOK_BACK)
    return tuple(recent.filter(sku_id=CatalogueChange.EVERYTHING).order_by("pk").values_list("pk", flat=True))


def prune_changes() -> int:
    """Deletes the changes of long ago, but never the newest one: its number tells whether the database is still the
    one that was followed. Returns how many."""
    oldest, newest, count = timezone.now() - timedelta(days=KEPT_DAYS), newest_change(), 0
    old = CatalogueChange.objects.filter(changed_at__lt=oldest, pk__lt=newest).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[:_PRUNE_BATCH]):
        count += CatalogueChange.objects.filter(pk__in=ids).delete()[0]
    return count
