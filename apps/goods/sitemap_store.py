"""What a sitemap's index is made of, in Redis ("default"): the only module that knows these keys.

sitemap:parts   JSON: number and moment of each part        a day
sitemap:turn    somebody has read the parts lately          an hour

Reading the parts reads every SKU, so one process does it once an hour; the others, and those who come meanwhile, get
what was read before.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from django_redis import get_redis_connection

FRESH = 3600  # seconds
_SECONDS = 24 * 3600
_PARTS, _TURN = "sitemap:parts", "sitemap:turn"

Parts = list[tuple[int, datetime]]


def kept_parts() -> Parts | None:
    """What was kept; None for who has to read it, because nobody has, or not within the hour."""
    pipeline = get_redis_connection("default").pipeline()
    pipeline.set(_TURN, "taken", nx=True, ex=FRESH)
    pipeline.get(_PARTS)
    is_my_turn, found = pipeline.execute()
    if is_my_turn or found is None:
        return None
    return [(number, datetime.fromisoformat(moment)) for number, moment in json.loads(found)]


def keep_parts(parts: Iterable[tuple[int, datetime]]) -> None:
    text = json.dumps([(number, moment.isoformat()) for number, moment in parts])
    get_redis_connection("default").set(_PARTS, text, ex=_SECONDS)
