"""How long a task waits before it tries again."""

from celery.utils.time import get_exponential_backoff_interval


def wait_seconds(tries: int, *, first: int, longest: int) -> int:
    """Doubles with each try up to the longest, then takes a random part of it, at least a second.

    Random, so that a thousand tasks refused together do not come back together.
    """
    return max(1, get_exponential_backoff_interval(first, tries, longest, full_jitter=True))
