"""A connection to a replica that asks the primary whenever the replica fails, so that no page fails with it."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.mysql import base
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

from ..watching import watcher

logger = logging.getLogger(__name__)

_AT_ONCE = 0.5  # seconds in which a connection that was closed says so


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's. A query that the primary answers and the replica does not says that the replica is to be left alone:
    it is away, hangs, or does not have a table yet."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.execute_wrappers.append(self._ask_primary_instead)

    def cursor(self) -> CursorWrapper:
        try:
            return super().cursor()
        except Error as error:
            self._leave_alone(error)
            return connections[DEFAULT_DB_ALIAS].cursor()

    def close_if_health_check_failed(self) -> None:
        """As Django's, but a replica that hangs is not connected to again: that would be a second time-out."""
        was_open, started = self.connection is not None, time.monotonic()
        super().close_if_health_check_failed()
        if was_open and self.connection is None and time.monotonic() - started > _AT_ONCE:
            raise OperationalError("It does not answer.")

    def _ask_primary_instead(
        self, execute: Callable[..., Any], sql: str, params: Sequence[Any] | None, many: bool, context: dict[str, Any]
    ) -> Any:
        try:
            return execute(sql, params, many, context)
        except Error as error:
            answering = connections[DEFAULT_DB_ALIAS].cursor()
            result = answering.execute(sql, params)  # when this fails as well, the query is to blame
            context["cursor"].cursor = answering.cursor
            self._leave_alone(error)
            return result

    def _leave_alone(self, error: Error) -> None:
        watcher(self.alias).note_failure()
        logger.warning("The replica %s failed, the primary answers: %s", self.alias, type(error.__cause__ or error))
        if self.connection is not None and not self.in_atomic_block:
            self.close()
