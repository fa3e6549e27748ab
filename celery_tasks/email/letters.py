"""Letters to people: a pair of templates, emails/<name>.txt and .html, rendered here and sent by the mail task."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from kombu.exceptions import OperationalError

from .tasks import send_mail


class MailNotQueued(Exception):
    """The broker took no mail; nothing was sent."""


def send_letter(name: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    """Queues the letter, in the language that is active. Call it after the commit. Raises MailNotQueued."""
    context = {**context, "subject": subject, "home": absolute_url("contents:home")}
    text, html = (render_to_string(f"emails/{name}.{kind}", context) for kind in ("txt", "html"))
    try:
        send_mail.delay(subject=subject, to=to, text=text, html=html)
    except OperationalError:
        raise MailNotQueued from None


def absolute_url(name: str, *args: Any) -> str:
    """The address of a page for a reader outside the mall. Never taken from a request: a forged Host header would put
    somebody else's address into a mail of ours."""
    return urljoin(settings.PUBLIC_BASE_URL, reverse(name, args=args))
