"""Lists that stay quick with a million rows: nothing counts or sorts all of them."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

MOST_COUNTED = 10_000


class AtLeast(int):
    """A count that stopped counting."""

    def __str__(self) -> str:
        return f"{int(self):d}+"


class BoundedPaginator(Paginator):
    """Counts and turns pages up to MOST_COUNTED; what lies beyond is found by searching."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # the admin gives nothing else
        counted = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return AtLeast(MOST_COUNTED) if counted > MOST_COUNTED else counted


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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        condition = Q(name__istartswith=term)
        if term.isascii() and term.isdecimal():
            condition |= Q(pk=int(term))
        return queryset.filter(condition), False

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
