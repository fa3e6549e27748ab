"""Work about people that needs the database."""

from typing import Any

from celery.contrib.django.task import DjangoTask
from django.utils import translation

from celery_tasks.main import app
from celery_tasks.retrying import wait_seconds


@app.task(base=DjangoTask, bind=True, max_retries=6, expires=1800)
def send_reset_link(self: Any, *, email: str, language: str) -> None:
    """Mails a link to set a new password, if this is somebody's verified address. Run twice, it mails two links, of
    which one works. Tried again while the mail cannot be queued."""
    from celery_tasks.email.letters import MailNotQueued
    from users.services.passwords import send_reset_link

    try:
        with translation.override(language or None):
            send_reset_link(email=email)
    except MailNotQueued as error:
        raise self.retry(exc=error, countdown=wait_seconds(self.request.retries, first=4, longest=240)) from None


@app.task
def forget_old_sign_ins() -> None:
    from users.services.sign_ins import forget_old

    forget_old()
