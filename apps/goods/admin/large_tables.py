"""Lists that stay quick with a million rows: nothing counts, sorts or reads all of them."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.admin.models import LogEntry
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from .deleting import Deletion, deletion_of

MOST_COUNTED = 10_000
_MOST_NAMED_BY_DIGITS = 200
MOST_DIGITS = 18  # of what the database takes for a number of a row


class AtLeast(int):
    """A count that stopped counting."""

    def __str__(self) -> str:
        return f"{int(self):d}+"


class BoundedPaginator(Paginator):
    """Counts and turns pages up to MOST_COUNTED; what lies beyond is found by searching.

    One look at nothing but an index, in its order, does both: then rows are read for one page, and nothing is joined
    before.
    """

    template_name = "admin/goods/pagination.html"

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


def editor_id(request: HttpRequest) -> int:
    """Who is changing something."""
    return cast(int, request.user.pk)


class CatalogueAdmin(ModelAdmin):
    """Found by whole number or the beginning of the name. Writing is for services, which tell the search index and
    the kept pages: `write` and `erase` say which."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    list_disable_select_all = True
    sortable_by = ()
    search_fields = ("name",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """In the order of the names, which is that of their index: in another one the database may read all rows."""
        term = search_term.strip()
        if not term:
            return queryset, False
        named = queryset.filter(name__istartswith=term).order_by("name", "pk")
        if not (term.isascii() and term.isdecimal() and len(term) <= MOST_DIGITS):
            return named, False
        # "Number or name" in one condition would be answered by reading the whole index of names.
        numbers = list(named.values_list("pk", flat=True)[:_MOST_NAMED_BY_DIGITS])
        return queryset.filter(pk__in=[int(term), *numbers]).order_by("name", "pk"), False

    def get_paginator(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Paginator:
        if queryset.model is LogEntry:  # the history of a row: Django begins with what is long past
            queryset = queryset.order_by("-pk")
        return super().get_paginator(request, queryset, *args, **kwargs)

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Deletion:
        return deletion_of(objs, site=self.admin_site, request=request)

    def write(self, request: HttpRequest, row: Any, form: Any) -> None:
        raise NotImplementedError

    def erase(self, rows: QuerySet[Any]) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        self.write(request, obj, form)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.erase(self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.erase(queryset)
