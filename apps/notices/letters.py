"""The letters of notices. What each says is in templates/emails/notice_*."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from celery_tasks.email.letters import Outcome, absolute_url, send_noted_letter
from celery_tasks.notices.tasks import note_outcome
from users.models import User

from .models import Notice
from .wording import sentence_of, title_of


def address_of(user: User) -> str:
    """Where this person may be written to; empty when they proved no address."""
    return user.email if user.has_verified_email else ""


def send(notice: Notice, *, expires_at: datetime) -> None:
    """Queues the letter of this claim; after `expires_at` nobody sends it any more. Raises MailNotQueued."""
    with translation.override(notice.language):
        send_noted_letter(
            f"notice_{notice.kind}",
            to=address_of(notice.user),
            subject=title_of(notice),
            context={
                "username": notice.user.username,
                "sentence": sentence_of(notice),
                "is_about_cash": notice.is_about_cash,
                "link": absolute_url("orders:detail", notice.facts["number"]),
            },
            message_id=message_id_of(notice),
            then=Outcome(note_outcome.s(notice_id=notice.pk, claim=notice.claims), expires_at),
        )


def message_id_of(notice: Notice) -> str:
    """The same for each letter of this notice, so that mail programs show one of two; another when it is asked for
    again."""
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname
    return f"<notice.{notice.pk}.{notice.written_at:%Y%m%d%H%M%S}.{notice.resends}@{host}>"
