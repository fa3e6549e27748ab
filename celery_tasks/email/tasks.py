"""Mail, by way of Django's mail backend."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives

from celery_tasks.io_task import IoTask
from celery_tasks.main import app
from celery_tasks.retrying import wait_seconds

_ABOUT_THIS_MAIL = (SMTPRecipientsRefused, SMTPDataError)  # other refusals are about us, and can be mended


class MailRefused(Exception):
    """The mail server does not want this mail; trying again changes nothing."""


class MailUnavailable(Exception):
    """The mail server cannot be reached, or not now."""


@app.task(base=IoTask, bind=True, max_retries=6)
def send_mail(self: Any, *, subject: str, to: str, text: str, html: str) -> None:
    """Sends one mail with a text and an HTML part. Repeated when the worker dies before the end: a mail may arrive
    twice, never not at all. Tried for some minutes while the server is away; not when it refuses the recipient."""
    try:
        _send(subject=subject, to=to, text=text, html=html)
    except MailUnavailable as error:
        raise self.retry(exc=error, countdown=wait_seconds(self.request.retries, first=4, longest=240)) from None


@app.task(base=IoTask, bind=True, max_retries=6)
def send_noted_mail(self: Any, *, message_id: str, **mail: str) -> str | None:
    """The same for a letter whose outcome somebody notes, with the task that is linked to this one: the mail server
    took it (None), or refused it for good (why). Of a server that stays away nothing is heard.

    A mail that arrives twice has the same Message-ID twice.
    """
    try:
        _send(**mail, message_id=message_id)
    except MailRefused as error:
        return str(error)
    except MailUnavailable as error:
        raise self.retry(exc=error, countdown=wait_seconds(self.request.retries, first=4, longest=240)) from None
    return None


def _send(*, subject: str, to: str, text: str, html: str, message_id: str = "") -> None:
    """Raises MailRefused or MailUnavailable, whose text never holds an address as smtplib's does."""
    headers = {"Message-ID": message_id} if message_id else {}
    message = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        code = _reply_code(error)
        reason = f"{type(error).__name__} {code or ''}".rstrip()
        is_final = code >= 500 and isinstance(error, _ABOUT_THIS_MAIL)
        raise (MailRefused if is_final else MailUnavailable)(reason) from None


def _reply_code(error: Exception) -> int:
    """The server's three digits, 0 without any: 4xx "not now", 5xx "never"."""
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _reply in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
