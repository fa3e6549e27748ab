"""Notices are written with what they are about."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from celery_tasks.notices import tasks

from ..models import Kind, Notice

logger = logging.getLogger(__name__)


def write_notice(*, user_id: int, kind: Kind, key: str, facts: Mapping[str, str], language: str = "") -> None:
    """Notes in the caller's transaction that somebody is to be told: with it the notice is there, or is not.

    `key` names the event, for example "paid:<order number>"; the same key again writes nothing. `facts` are what the
    kind has of: number (of the order), amount (yuan, as text), means ("cash", or none), carrier, tracking_number. The
    language is the reader's, for who writes may be a clerk; without one it is the active one. The letter follows after
    the commit; while the broker is away the row waits for the clock.
    """
    now = timezone.now()
    written = {
        "user_id": user_id,
        "kind": kind,
        "facts": dict(facts),
        "language": language or translation.get_language() or settings.LANGUAGE_CODE,
        "written_at": now,
        "due_at": now,
        "give_up_at": now + timedelta(hours=settings.NOTICE_GIVE_UP_HOURS),
    }
    notice, is_new = Notice.objects.get_or_create(key=key, defaults=written)
    if is_new:
        transaction.on_commit(partial(hand_over, notice.pk))


def hand_over(notice_id: int) -> None:
    """Wakes the task that sends it. Call it after the commit."""
    try:
        tasks.send_notice.delay(notice_id=notice_id)
    except OperationalError:
        logger.error("the broker took no notice; it waits for the clock: %d", notice_id)
