"""A mail backend that keeps mails in the sandbox's inbox instead of sending them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .store import Message, add_message


class SandboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            add_message(
                Message(
                    kind="mail",
                    to=", ".join(mail.recipients()),
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=_html_part(mail),
                )
            )
        return len(email_messages)


def _html_part(mail: EmailMessage) -> str:
    for content, mimetype in getattr(mail, "alternatives", []):
        if mimetype == "text/html":
            return str(content)
    return ""
