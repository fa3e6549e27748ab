"""Counters of orders in Redis ("codes"): the only module that knows these keys.

throttle:orders:<user id>   orders of one person   ORDER_PAY_MINUTES
"""

from django.conf import settings
from django_redis import get_redis_connection

from utils.throttle import Throttle, enter


def begin_order(user_id: int) -> int:
    """Counts an order of this person; returns the seconds to wait, 0 when it may be made."""
    throttle = Throttle("orders", limit=settings.ORDER_MOST, seconds=settings.ORDER_PAY_MINUTES * 60)
    return enter(get_redis_connection("codes"), (throttle, str(user_id)))
