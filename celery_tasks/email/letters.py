"""Letters to people: a pair of templates, emails/<name>.txt and .html, rendered here and sent by the mail task."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from kombu.exceptions import OperationalError

from .tasks import send_mail, send_noted_mail


class MailNotQueued(Exception):
    """The broker took no mail; nothing was sent."""


def send_letter(name: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    """Queues the letter, in the language that is active. Call it after the commit. Raises MailNotQueued."""
    try:
        send_mail.delay(subject=subject, to=to, **_written(name, subject, context))
    except OperationalError:
        raise MailNotQueued from None


def send_noted_letter(
    name: str, *, to: str, subject: str, context: dict[str, Any], note: Mapping[str, Any], expires_at: datetime
) -> None:
    """The same for the letter of a notice, whose outcome the task notes: see send_noted_mail for `note`. What the mail
    task has not sent when it expires, it never sends. Raises MailNotQueued."""
    mail = {"subject": subject, "to": to, **_written(name, subject, context), **note}
    try:
        send_noted_mail.apply_async(kwargs=mail, expires=expires_at)
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
