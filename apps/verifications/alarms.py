"""Telling those who pay that the SMS of a day run out."""

import logging

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from celery_tasks.email.letters import MailNotQueued, send_letter

logger = logging.getLogger(__name__)


def tell_of_budget(percent: int) -> None:
    """Logs an error and writes to settings.ADMINS, in the shop's language: this much of the cap of all SMS of today
    is used up. A letter that cannot be queued is missing, and the log says so."""
    cap = settings.SMS_DAILY_CAP_TOTAL
    logger.error("%d %% of the SMS codes of today are used up; the cap is %d", percent, cap)
    context = {"percent": percent, "cap": cap}
    with translation.override(settings.LANGUAGE_CODE):
        for _name, address in settings.ADMINS:
            subject = _("今天的短信额度已用 %(percent)d%%") % {"percent": percent}
            try:
                send_letter("sms_budget", to=address, subject=subject, context=context)
            except MailNotQueued:
                logger.error("no letter about the SMS of today could be queued")
