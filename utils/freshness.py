"""Whether what is read at this moment has to be the newest, or may be what was true a few seconds ago.

utils/ does not know where late answers come from: whoever routes reads (meiduo_mall/replica/) asks here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Demand:
    """That what is read be the newest, and whether somebody could not keep to it."""

    was_missed = False


_demand: ContextVar[Demand | None] = ContextVar("demand", default=None)


@contextmanager
def newest() -> Iterator[Demand]:
    """Whatever is read inside is the newest, unless the `Demand` says afterwards that this could not be had."""
    demand = Demand()
    token = _demand.set(demand)
    try:
        yield demand
    finally:
        _demand.reset(token)


def must_be_newest() -> bool:
    return _demand.get() is not None


def note_late_answer() -> None:
    """Says that something late is read because nothing newer answers."""
    if demand := _demand.get():
        demand.was_missed = True
