"""The columns of the whole mall in which names of files may be, found through Django's registry of apps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from utils.pictures import SizedLater

_SHORTEST_LINK = 60  # characters that a column has for the address of a file in FastDFS
_ROWS = 200  # read, and then locked and written, at once


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def batches(self, *, written_with: str = settings.MEDIA_URL) -> Iterator[list[tuple[Any, Any]]]:
        """Keys and values of the rows that may name files, in the order of their keys; from the primary database. Of
        texts those in which `written_with` stands."""
        rows = self._rows().order_by("pk")
        if isinstance(self._field, models.JSONField):
            rows = rows.exclude(**{self.name: []})
        elif self.is_text:
            rows = rows.filter(**{f"{self.name}__contains": written_with})
        else:
            rows = rows.exclude(**{self.name: ""})
        batch = list(rows.values_list("pk", self.name)[:_ROWS])
        while batch:
            yield [(pk, _plain(value)) for pk, value in batch]
            batch = list(rows.filter(pk__gt=batch[-1][0]).values_list("pk", self.name)[:_ROWS])

    @property
    def is_text(self) -> bool:
        """Whether people type here: of a text, what follows MEDIA_URL is the name of a file."""
        return isinstance(self._field, models.TextField | models.CharField)

    def holds(self, value: Any) -> bool:
        """Whether there is room for it: names in FastDFS are longer than ours."""
        longest = getattr(self._field, "max_length", None)
        return not (self.is_text and longest and len(value) > longest)

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
    """Of all tables of this project; the kinds of values are JSON (renditions), texts, links and names alone."""
    return [
        Column(model, field.name)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, models.JSONField | models.TextField | models.FileField) or _may_hold_a_link(field)
    ]


def _may_hold_a_link(field: Any) -> bool:
    """Words that have to be unique, or are chosen from a list, are keys."""
    is_key = field.primary_key or field.unique or field.choices
    return isinstance(field, models.CharField) and not is_key and (field.max_length or 0) >= _SHORTEST_LINK


def _plain(value: Any) -> Any:
    """A file field gives an object: its text is the name."""
    return str(value) if isinstance(value, models.fields.files.FieldFile) else value
