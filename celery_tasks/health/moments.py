"""Signs that are left as work goes on: when a message was published, and that beat still sends."""

import logging
import time
from typing import Any

from celery.signals import after_task_publish, beat_init, before_task_publish
from redis.exceptions import RedisError

from .store import note_heartbeat

PUBLISHED_AT = "published_at"  # a header of each message: seconds since the epoch
_SENT_BY_BEAT = "celery_tasks.health.tasks.note_db_worker"  # every thirty seconds

logger = logging.getLogger(__name__)


@before_task_publish.connect
def note_moment(headers: dict[str, Any], **kwargs: Any) -> None:
    """Celery's own messages do not say how long they have waited."""
    headers[PUBLISHED_AT] = round(time.time(), 3)


@beat_init.connect
def watch_beat(**kwargs: Any) -> None:
    """This process is beat: it shows its life now, and with each heartbeat that the broker has taken from it."""
    show_life_of_beat()
    after_task_publish.connect(show_life_of_beat, sender=_SENT_BY_BEAT)


def show_life_of_beat(**kwargs: Any) -> None:
    try:
        note_heartbeat("beat")
    except RedisError as error:
        logger.warning("the heartbeat of beat was not noted: %s", type(error).__name__)
