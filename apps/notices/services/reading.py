"""Notices are read in the mall."""

from django.utils import timezone

from users.models import User

from ..models import Notice


def mark_read(*, user: User, notice_id: int) -> None:
    """Once; again it changes nothing. Raises Notice.DoesNotExist for one that is not theirs."""
    notice = Notice.objects.of(user).get(pk=notice_id)
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())


def mark_all_read(*, user: User) -> int:
    """Returns how many were unread."""
    return Notice.objects.of(user).unread().update(read_at=timezone.now())
