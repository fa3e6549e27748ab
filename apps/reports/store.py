"""The figures of this minute, kept in the cache as JSON."""

from typing import Any

from django.core.cache import cache

_KEY = "reports:figures"
SECONDS = 60


def kept() -> Any:
    """None when there are none, or older ones."""
    return cache.get(_KEY)


def keep(value: Any) -> None:
    cache.set(_KEY, value, SECONDS)
