"""Lists and sheets of the admin that stay quick with a million rows: nothing counts, sorts or reads all at once."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

MOST_COUNTED = 10_000


class AtLeast(int):
    """A count that stopped counting."""

    def __str__(self) -> str:
        return f"{int(self):d}+"


class BoundedPaginator(Paginator):
    """Counts and turns pages up to MOST_COUNTED; what lies beyond is found by searching.

    One look at nothing but an index, in its order, does both: then rows are read for one page, and nothing is joined
    before. `template_name`, of a subclass, says how to find what lies beyond.
    """

    @cached_property
    def count(self) -> int:
        counted = len(self._numbers)
        return AtLeast(MOST_COUNTED) if counted > MOST_COUNTED else counted

    @property
    def most(self) -> int:
        """How many are listed when there are more; otherwise 0."""
        return int(self.count) if isinstance(self.count, AtLeast) else 0

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        numbers = self._numbers[start : min(start + self.per_page, int(self.count))]
        return Page(self._rows.filter(pk__in=numbers), number, self)

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.object_list  # type: ignore[return-value]  # the admin gives nothing else

    @cached_property
    def _numbers(self) -> list[Any]:
        return list(self._rows.select_related(None).values_list("pk", flat=True)[: MOST_COUNTED + 1])


class BoundedList(ChangeList):
    """Sorts by nothing that an address names: most columns have no index."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:  # Django leaves the paginator out then
            self.result_list = self.paginator.page(1).object_list

    def get_ordering_field(self, field_name: Any) -> None:
        return None


def id_batches(rows: QuerySet[Any], *, most: int, at_once: int) -> Iterator[list[int]]:
    """The keys of the first so many rows, ascending, page by page after the last one: the drivers of MySQL fetch all
    rows before they give out the first."""
    rows = rows.select_related(None).order_by("pk")
    last, left, wanted = 0, most, at_once
    while wanted:
        ids = list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:wanted])
        if ids:
            yield ids
            last, left = ids[-1], left - len(ids)
        wanted = min(at_once, left) if len(ids) == wanted else 0
