"""Notices become letters: claimed, handed to the mail task, and marked when the mail server has taken them."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from celery_tasks.email.letters import MailNotQueued
from utils.guarding import in_state

from .. import letters
from ..models import Notice, Reason

logger = logging.getLogger(__name__)

AT_A_TIME = 500
_FIRST_PAUSE = timedelta(minutes=1)  # while the queue is away
_LONGEST_PAUSE = timedelta(hours=2)


def send_notice(*, notice_id: int) -> bool:
    """Hands the letter of a notice that is due to the mail task, in the language kept with it, to the address that
    its reader has proved by now. Of two at once one does. False when there is nothing to do.

    Whoever dies here, or in the mail task, is followed by another sender when the claim has ended.
    """
    notice = _claimed(notice_id)
    if notice is None:
        return False
    if notice.give_up_at <= timezone.now():
        _end(notice, Notice.Status.FAILED, reason=notice.reason or Reason.UNCONFIRMED)
    elif not letters.address_of(notice.user):
        _end(notice, Notice.Status.UNREACHABLE)
    else:
        _send(notice)
    return True


def send_due_notices(*, limit: int = AT_A_TIME) -> int:
    """Sends what was left. One that fails keeps no other one waiting. Returns how many were taken on."""
    due = Notice.objects.due(timezone.now()).order_by("due_at").values_list("pk", flat=True)[:limit]
    return sum(_send_or_log(notice_id) for notice_id in list(due))


def note_outcome(*, notice_id: int, claim: int, refusal: str) -> None:
    """The mail server took the letter of this claim, or refused it for good with these words. The word of a claim that
    somebody else has taken over is worth nothing, but that a letter was taken: then nobody needs to send another."""
    waiting = in_state(Notice.objects.all(), notice_id, [Notice.Status.WAITING])
    if refusal:
        refused = {"status": Notice.Status.FAILED, "reason": Reason.REFUSED, "answer": refusal[:60]}
        waiting.filter(claims=claim).update(**refused)
    else:
        waiting.update(status=Notice.Status.SENT, sent_at=timezone.now(), reason="", answer="")


def _claimed(notice_id: int) -> Notice | None:
    now = timezone.now()
    notice = Notice.objects.due(now).select_related("user").filter(pk=notice_id).first()
    if notice is None:
        return None
    free = Notice.objects.filter(due_at__lte=now, claims=notice.claims)
    ours = in_state(free, notice_id, [Notice.Status.WAITING])
    notice.claims, notice.due_at = notice.claims + 1, now + _claim_time(notice.claims)
    return notice if ours.update(claims=notice.claims, due_at=notice.due_at) else None


def _claim_time(claims: int) -> timedelta:
    """Longer with each claim that nothing was heard of."""
    first = timedelta(seconds=settings.NOTICE_CLAIM_SECONDS)
    return max(first, min(first * 2 ** min(claims, 10), _LONGEST_PAUSE))


def _send(notice: Notice) -> None:
    expires_at = timezone.now() + timedelta(seconds=settings.NOTICE_CLAIM_SECONDS)
    try:
        letters.send(notice, expires_at=min(expires_at, notice.due_at))
    except MailNotQueued:
        pause = min(_FIRST_PAUSE * 2 ** min(notice.claims - 1, 10), _LONGEST_PAUSE)
        _change(notice, due_at=timezone.now() + pause, reason=Reason.QUEUE)


def _end(notice: Notice, status: Notice.Status, *, reason: str = "") -> None:
    _change(notice, status=status, reason=reason)


def _change(notice: Notice, **values: Any) -> None:
    """If the claim is still ours."""
    claimed = Notice.objects.filter(claims=notice.claims)
    in_state(claimed, notice.pk, [Notice.Status.WAITING]).update(**values)


def _send_or_log(notice_id: int) -> bool:
    try:
        return send_notice(notice_id=notice_id)
    except Exception:
        logger.exception("notice %d could not be sent", notice_id)
        return False
