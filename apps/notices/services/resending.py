"""Somebody of the shop sends notices again."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from utils.guarding import in_state

from ..models import Notice
from .writing import hand_over


def resend(*, notice_ids: Sequence[int]) -> int:
    """Sends these again, whatever became of them; one that waits is left alone. Returns how many. Each is a letter of
    its own: mail programs show it beside the first."""
    with transaction.atomic():
        return sum(_resend(notice_id) for notice_id in sorted(notice_ids))


def _resend(notice_id: int) -> bool:
    now = timezone.now()
    ended = in_state(Notice.objects.all(), notice_id, set(Notice.Status) - {Notice.Status.WAITING})
    again = ended.update(
        status=Notice.Status.WAITING,
        due_at=now,
        give_up_at=now + timedelta(hours=settings.NOTICE_GIVE_UP_HOURS),
        claims=F("claims") + 1,  # the word of an older claim is worth nothing from now on
        resends=F("resends") + 1,
        reason="",
        answer="",
    )
    if again:
        transaction.on_commit(partial(hand_over, notice_id))
    return bool(again)
