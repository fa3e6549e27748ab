"""Counting before anybody looks."""

from django.utils import timezone

from . import queries, store


def count_ahead() -> bool:
    """Counts the days that are over, when what is kept of them grows old, or another day has begun; so nobody who
    opens the dashboard waits for it. Of two at once one does. False when there was nothing to do."""
    now = timezone.localtime()
    if not store.begin_past(now.date()):
        return False
    try:
        queries.count_all_days(now)
    except BaseException:
        store.give_up_past(now.date())
        raise
    return True
