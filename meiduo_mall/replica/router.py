"""Where each query goes."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from .reading import alias_to_read


class ReplicaRouter:
    """Writes go to the primary; reads where the page that asks may read, and to the primary in a transaction."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return alias_to_read()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True  # all of them hold the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db in settings.REPLICAS else None
