"""Numbers of orders."""

import secrets
from datetime import datetime

from django.utils import timezone

_CHANCE = 5  # digits


def new_number(at: datetime) -> str:
    """20 digits: this moment in the mall's time zone to the millisecond, and chance. Sorts by time; who ordered, and
    how many did, cannot be told from it. Two of one millisecond are equal once in 100,000: the database refuses one."""
    moment = timezone.localtime(at)
    return f"{moment:%y%m%d%H%M%S}{moment.microsecond // 1000:03d}{secrets.randbelow(10**_CHANCE):0{_CHANCE}d}"
