"""The columns of the whole mall in which names of files may be, found through Django's registry of apps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from utils.pictures import SizedLater

_ROWS = 200  # read, and then locked and written, at once


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def batches(self) -> Iterator[list[tuple[Any, Any]]]:
        """Keys and values of the rows that may name files, in the order of their keys; from the primary database."""
        rows = self._rows().order_by("pk")
        if isinstance(self._field, models.JSONField):
            rows = rows.exclude(**{self.name: []})
        elif isinstance(self._field, models.TextField):
            rows = rows.filter(**{f"{self.name}__contains": settings.MEDIA_URL})
        else:
            rows = rows.exclude(**{self.name: ""})
        batch = list(rows.values_list("pk", self.name)[:_ROWS])
        while batch:
            yield [(pk, _plain(value)) for pk, value in batch]
            batch = list(rows.filter(pk__gt=batch[-1][0]).values_list("pk", self.name)[:_ROWS])

    def locked(self, keys: Sequence[Any]) -> list[tuple[Any, Any]]:
        """Keys and present values of these rows, which nobody else changes until the transaction ends."""
        rows = self._rows().filter(pk__in=keys).order_by("pk").select_for_update()
        return [(pk, _plain(value)) for pk, value in rows.values_list("pk", self.name)]

    def write(self, key: Any, value: Any) -> bool:
        """False for a row whose other sizes a task is making: it will write the names that it has read."""
        guard = {"sizes_wanted_at": None} if issubclass(self.model, SizedLater) else {}
        return bool(self._rows().filter(pk=key, **guard).update(**{self.name: value}))

    def _rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.using(transaction.get_connection().alias)

    @property
    def _field(self) -> Any:
        return self.model._meta.get_field(self.name)


def columns() -> list[Column]:
    """Of all tables of this project; the largest kinds of values are JSON (renditions), text and names alone."""
    kinds = (models.JSONField, models.TextField, models.FileField)
    return [
        Column(model, field.name)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
    ]


def _plain(value: Any) -> Any:
    """A file field gives an object: its text is the name."""
    return str(value) if isinstance(value, models.fields.files.FieldFile) else value
