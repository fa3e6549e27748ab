"""When the last back-up was made, in Redis ("codes"): the only module that knows this key. A restore leaves it alone.

backup:made_at      seconds since the epoch
"""

import time

from django_redis import get_redis_connection

_KEY = "backup:made_at"
OLD_AFTER = 30 * 3600  # seconds: one each night, which may take its time


def note_backup() -> None:
    """One has just been made, and is whole."""
    get_redis_connection("codes").set(_KEY, int(time.time()))


def backup_age() -> int | None:
    """Seconds since then; None: nobody knows of any."""
    made_at = get_redis_connection("codes").get(_KEY)
    return max(int(time.time()) - int(made_at), 0) if made_at else None
