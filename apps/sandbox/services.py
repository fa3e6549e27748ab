"""Sending something to oneself, through the same tasks as the mall: it arrives when a worker lives."""

import secrets

from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from celery_tasks.email.tasks import send_mail
from celery_tasks.sms.tasks import send_code


class BrokerAway(Exception):
    """The broker did not take the task."""


def send_test_sms(*, mobile: str) -> None:
    """Raises BrokerAway."""
    try:
        send_code.delay(mobile=mobile, code=f"{secrets.randbelow(1_000_000):06d}", purpose="sandbox")
    except OperationalError:
        raise BrokerAway from None


def send_test_mail(*, address: str) -> None:
    """Raises BrokerAway."""
    text = _("这是一封来自沙箱的测试邮件。您能看到它，说明邮件任务工作正常。")
    try:
        send_mail.delay(subject=_("测试邮件"), to=address, text=text, html=f"<h1>{_('测试邮件')}</h1><p>{text}</p>")
    except OperationalError:
        raise BrokerAway from None
