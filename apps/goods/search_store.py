"""Counters of the search in Redis ("codes"): the only module that knows these keys.

throttle:suggest:<address>   suggestions asked for from one address   60 s
"""

from django_redis import get_redis_connection

from utils.throttle import Throttle, enter

SUGGEST = Throttle("suggest", limit=120, seconds=60)


def begin_suggesting(address: str) -> int:
    """Counts a question for suggestions; returns the seconds to wait, 0 when it may be answered."""
    return enter(get_redis_connection("codes"), (SUGGEST, address))
