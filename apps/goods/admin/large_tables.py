"""Lists of goods: found by whole number or the beginning of the name, and quick with a million rows."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.admin.models import LogEntry
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from utils.large_tables import BoundedList, BoundedPaginator

from .deleting import Deletion, deletion_of

_MOST_NAMED_BY_DIGITS = 200
MOST_DIGITS = 18  # of what the database takes for a number of a row


class CataloguePaginator(BoundedPaginator):
    template_name = "admin/goods/pagination.html"


def editor_id(request: HttpRequest) -> int:
    """Who is changing something."""
    return cast(int, request.user.pk)


class CatalogueAdmin(ModelAdmin):
    """Found by whole number or the beginning of the name. Writing is for services, which tell the search index and
    the kept pages: `write` and `erase` say which."""

    paginator = CataloguePaginator
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
