"""Sums of today that do not read all of today each time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

_SETTLED = timedelta(minutes=5)  # no transaction takes that long: what is older will not get company
_ROUND = timedelta(minutes=10)  # but a gateway may say later when money came: in each round all is read again

Sums = dict[str, tuple[int, Decimal]]  # by group: how many, and their amounts


@dataclass
class SumsOfToday:
    """Counts rows by a moment of theirs, and adds up their amounts when there is a field for it.

    One query: over the whole day once in each round, else over what may have changed since then. Rounds begin by the
    clock, alike for all processes: whichever answers, the sum does not fall, which Prometheus would take for a restart
    and add the whole day to its rates. (It may still, within a round, for a row that comes more than five minutes late
    between the first question of one process and that of another.)
    """

    rows: Callable[[], QuerySet[Any]]
    moment: str
    amount: str = ""
    group: str = ""
    _round: tuple[datetime, int] | None = None
    _settled: Sums = field(default_factory=dict)

    def ask(self, now: datetime, midnight: datetime) -> Sums:
        number = (now - midnight) // _ROUND
        settled_before = max(midnight + number * _ROUND - _SETTLED, midnight)
        if self._round != (midnight, number):
            found = self._found(midnight, settled_before)
            self._settled = {group: sums[2:] for group, sums in found.items()}
            self._round = (midnight, number)
            return {group: sums[:2] for group, sums in found.items()}
        found = self._found(settled_before, settled_before)
        return _together(self._settled, {group: sums[:2] for group, sums in found.items()})

    def forget(self) -> None:
        self._round = None

    def _found(self, begin: datetime, settled_before: datetime) -> dict[str, Any]:
        """For each group: how many, their amounts; how many of these are settled, and their amounts."""
        is_settled = Q(**{f"{self.moment}__lt": settled_before})
        wanted: dict[str, Any] = {"all": Count("pk"), "settled": Count("pk", filter=is_settled)}
        if self.amount:
            wanted |= {"money": Sum(self.amount), "settled_money": Sum(self.amount, filter=is_settled)}
        rows = self.rows().filter(**{f"{self.moment}__gte": begin}).order_by()
        found = rows.values(self.group).annotate(**wanted) if self.group else [rows.aggregate(**wanted)]
        return {
            row.get(self.group, ""): tuple(row.get(name) or 0 for name in ("all", "money", "settled", "settled_money"))
            for row in found
        }


def _together(one: Sums, other: dict[str, Any]) -> Sums:
    nothing = (0, Decimal(0))
    return {
        group: (
            one.get(group, nothing)[0] + other.get(group, nothing)[0],
            one.get(group, nothing)[1] + other.get(group, nothing)[1],
        )
        for group in {*one, *other}
    }
