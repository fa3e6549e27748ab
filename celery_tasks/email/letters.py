"""Letters to people: a pair of templates, emails/<name>.txt and .html, rendered here and sent by the mail task."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from celery import Signature
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from kombu.exceptions import OperationalError

from .tasks import send_mail, send_noted_mail


class MailNotQueued(Exception):
    """The broker took no mail; nothing was sent."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of a letter: the task that is told (see send_noted_mail), and the moment after which the letter is
    never sent."""

    task: Signature
    expires_at: datetime


def send_letter(name: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    """Queues the letter, in the language that is active. Call it after the commit. Raises MailNotQueued."""
    try:
        send_mail.delay(subject=subject, to=to, **_written(name, subject, context))
    except OperationalError:
        raise MailNotQueued from None


def send_noted_letter(
    name: str, *, to: str, subject: str, context: dict[str, Any], message_id: str, then: Outcome
) -> None:
    """The same for a letter whose outcome is noted. Raises MailNotQueued."""
    mail = {"subject": subject, "to": to, "message_id": message_id, **_written(name, subject, context)}
    try:
        send_noted_mail.apply_async(kwargs=mail, link=then.task, expires=then.expires_at)
    except OperationalError:
        raise MailNotQueued from None


def _written(name: str, subject: str, context: dict[str, Any]) -> dict[str, str]:
    context = {**context, "subject": subject, "home": absolute_url("contents:home")}
    return {
        part: render_to_string(f"emails/{name}.{kind}", context) for part, kind in (("text", "txt"), ("html", "html"))
    }


def absolute_url(name: str, *args: Any) -> str:
    """The address of a page for a reader outside the mall. Never taken from a request: a forged Host header would put
    somebody else's address into a mail of ours."""
    return urljoin(settings.PUBLIC_BASE_URL, reverse(name, args=args))
