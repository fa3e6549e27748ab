"""Sums by local day, along the indexes of moments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, DateTimeField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.sql.compiler import SQLCompiler

DAY = 24 * 3600  # seconds, of each day: China has known no summer time since 1991


@dataclass(frozen=True)
class Span:
    """So many local days, today included; or only those of these ages."""

    now: datetime  # in the mall's time zone
    days: int
    ages: Sequence[int] = ()

    @property
    def since(self) -> datetime:
        return self._midnight(self.days - 1)

    def condition(self, column: str) -> Q:
        if not self.ages:
            return Q(**{f"{column}__gte": self.since})
        days = [(self._midnight(age), self._midnight(age - 1)) for age in self.ages]
        return reduce(or_, (Q(**{f"{column}__gte": first, f"{column}__lt": end}) for first, end in days))

    def _midnight(self, age: int) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=age)


class _SecondsSince(Func):
    """Whole seconds from a moment to that of a column. Databases count days by zones that need not be installed, or
    by fractions that miss midnight; they agree on seconds."""

    function = "TIMESTAMPDIFF"
    output_field = IntegerField()

    def __init__(self, moment: datetime, column: str) -> None:
        super().__init__(Value(moment, output_field=DateTimeField()), F(column))

    def as_mysql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(function)s(SECOND, %(expressions)s)", **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        """Cut to seconds first: strftime would round the last half millisecond of a day up, into the next day."""
        template = "(0 - strftime('%%%%s', substr(%(expressions)s, 1, 19)))"
        between = ", 1, 19)) + strftime('%%s', substr("
        return super().as_sql(compiler, connection, template=template, arg_joiner=between, **extra)


def by_day(rows: QuerySet[Any], column: str, span: Span, **sums: Any) -> list[dict[str, Any]]:
    """These sums of each local day of the span: each row with `age` (days before today) and `is_late` (after the time
    of day that it is now)."""
    since, passed = span.since, int((span.now - span.since).total_seconds())
    seconds = _SecondsSince(since, column)
    time_of_day = F("_seconds") % DAY
    is_late = Case(
        When(_time_of_day__gt=passed % DAY, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    grouped = (
        rows.filter(span.condition(column))
        .annotate(_seconds=seconds, _time_of_day=time_of_day)
        .annotate(_day=F("_seconds") - F("_time_of_day"), is_late=is_late)
        .order_by()
        .values("_day", "is_late")
        .annotate(**sums)
    )
    return [{"age": passed // DAY - row.pop("_day") // DAY, **row} for row in grouped]
