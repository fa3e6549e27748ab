"""For the admin of whatever is shown on kept pages."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from .committing import expire_after_commit


class ShownOnPagesAdmin(ModelAdmin):
    """A model admin after whose every write the finished pages with its tags are given up, once it is committed.

    What is written, and how, is said by `write`, `write_formset` and `erase`.
    """

    def page_tags(self, row: Any) -> Iterable[str]:
        """Of the pages that show a row; none when the services that write give the pages up themselves."""
        return ()

    def write(self, row: Model, form: ModelForm) -> None:
        row.save()

    def write_formset(self, formset: BaseModelFormSet) -> None:
        formset.save()

    def erase(self, rows: QuerySet[Any]) -> None:
        rows.delete()

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        with transaction.atomic():
            expire_after_commit(self._tags_in_database(obj))
            self.write(obj, form)
            expire_after_commit(self.page_tags(obj))

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:
        self.write_formset(formset)  # part of a form for which save_model was called

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for row in queryset:
                expire_after_commit(self.page_tags(row))
            self.erase(queryset)

    def _tags_in_database(self, obj: Model) -> Iterable[str]:
        """Of the row as it was."""
        before = self.model._default_manager.filter(pk=obj.pk).first()
        return self.page_tags(before) if before else ()
