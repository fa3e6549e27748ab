"""Changing a row only while it is in a certain state."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

_Rows = TypeVar("_Rows", bound="QuerySet[Any]")


def in_state(rows: _Rows, pk: int, states: Iterable[str]) -> _Rows:
    """The row with this key while its `status` is one of these: for a guarded UPDATE, which changes it or nothing.

    The state is compared as an expression, so that no index on it is used: MySQL might lock the entry of that index
    before the row, and deadlock with whoever has locked the row and moves it on.
    """
    return rows.alias(state_now=Concat("status", Value(""))).filter(pk=pk, state_now__in=list(states))
