"""Log lines of workers: Django's logging, with request ids, without arguments. Arguments are codes and mobiles."""

import logging.config
from typing import Any

from celery.signals import before_task_publish, setup_logging
from django.conf import settings

HIDDEN = "(hidden)"

_BODY_WARNINGS = ("The full contents of the message body", "Can't decode message body")
_NAMES_ARGUMENTS_AT_DEBUG = "celery.pool"
_SAYS_RECEIVED = "celery.worker.strategy"  # before the request id is known, and then the task says how it ended


@setup_logging.connect
def use_djangos_logging(loglevel: int | None = None, **kwargs: Any) -> None:
    """Celery asks for logging to be set up; `-l` sets the level of Celery's own lines."""
    logging.config.dictConfig(settings.LOGGING)
    if loglevel:
        logging.getLogger("celery").setLevel(loglevel)
    if loglevel != logging.DEBUG:
        logging.getLogger(_SAYS_RECEIVED).setLevel(logging.WARNING)
    logging.getLogger(_NAMES_ARGUMENTS_AT_DEBUG).setLevel(logging.INFO)
    logging.getLogger("celery.worker.consumer.consumer").addFilter(hide_bodies)


@before_task_publish.connect
def hide_arguments(headers: dict[str, Any], **kwargs: Any) -> None:
    """What a worker would show of a task's arguments: in log lines, in events, to `celery inspect`."""
    headers["argsrepr"] = headers["kwargsrepr"] = HIDDEN


def hide_bodies(record: logging.LogRecord) -> bool:
    """Celery prints the whole message when it knows no such task; we print that it happened."""
    if any(text in str(record.msg) for text in _BODY_WARNINGS):
        reason = record.exc_info[1] if record.exc_info else ""
        record.msg, record.args = "a message was dropped: %r", (reason,)
        record.exc_info = None
    return True
