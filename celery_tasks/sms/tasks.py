"""SMS, by way of the provider's gateway."""

from typing import Any

from celery_tasks.io_task import IoTask
from celery_tasks.main import app
from celery_tasks.retrying import wait_seconds


@app.task(base=IoTask, bind=True, acks_late=False, expires=300, max_retries=4)
def send_code(self: Any, *, mobile: str, code: str, purpose: str) -> None:
    """Sends a verification code. Not safe to run twice: a code sent twice is worse than one asked for again, so
    that the message is acknowledged before the call, and a retry follows only when nothing can have been sent.
    When it cannot be sent at all, the mobile may ask again at once."""
    from verifications.services import SmsRefused, SmsUnavailable, deliver_code, release_send_flag

    try:
        deliver_code(mobile=mobile, code=code, purpose=purpose)
    except SmsRefused:
        release_send_flag(mobile=mobile)
        raise
    except SmsUnavailable as error:
        if self.request.retries >= self.max_retries:
            release_send_flag(mobile=mobile)
            raise
        raise self.retry(exc=error, countdown=wait_seconds(self.request.retries, first=1, longest=16)) from None
