"""The base class of every task in an io queue."""

from contextlib import ExitStack
from typing import Any, NoReturn

from celery.contrib.django.task import DjangoTask
from django.db import connections


class DatabaseInIoTask(RuntimeError):
    """An io task used the ORM, which would stop a whole green worker."""


class IoTask(DjangoTask):
    """Refuses the database: a query in the task's body raises DatabaseInIoTask instead of being sent."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as guards:
            for alias in connections:
                guards.enter_context(connections[alias].execute_wrapper(self._refuse))
            return super().__call__(*args, **kwargs)

    def _refuse(self, *query: Any) -> NoReturn:
        raise DatabaseInIoTask(f"{self.name} is an io task and must not use the database; make it a db task.")
