"""The figures of this minute, and for longer those of days that are over, kept in the cache as JSON."""

from datetime import date
from typing import Any

from django.core.cache import cache

_KEY = "reports:figures"
_SECONDS = 60
#: A day that is over still changes a little: somebody pays an order that was closed, or gives back what they bought.
_PAST_SECONDS = 3600
_AHEAD_SECONDS = 1500  # counted ahead so often that what is kept never runs out


def kept() -> Any:
    """None when there are none, or older ones."""
    return cache.get(_KEY)


def keep(value: Any) -> None:
    cache.set(_KEY, value, _SECONDS)


def kept_past(today: date) -> Any:
    """What was kept of the days before this one; None when there is nothing, or older than an hour."""
    return cache.get(f"{_KEY}:{today}")


def keep_past(today: date, value: Any) -> None:
    cache.set(f"{_KEY}:{today}", value, _PAST_SECONDS)


def begin_past(today: date) -> bool:
    """Whether it is time to count the days before this one ahead, and nobody else has begun to."""
    return bool(cache.add(f"{_KEY}:{today}:ahead", 1, _AHEAD_SECONDS))


def give_up_past(today: date) -> None:
    """It came to nothing: the next one may begin at once."""
    cache.delete(f"{_KEY}:{today}:ahead")
