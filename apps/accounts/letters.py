"""The letters about a person's own data, to the address that they proved. What each says is in templates/emails/.

A broker that is away undoes nothing: the letter is then missing, and the log says so.
"""

import logging
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from celery_tasks.email.letters import MailNotQueued, absolute_url, send_letter
from users.models import User

logger = logging.getLogger(__name__)


def proved_address(user: User) -> str:
    """Where this person may be written to; empty when they proved no address."""
    return user.email if user.has_verified_email else ""


def tell_export_is_ready(*, user: User, until: datetime) -> None:
    link = absolute_url("accounts:own_data")  # opens for its owner only, who signs in first
    context = {"username": user.username, "link": link, "day": _day(until)}
    _send("data_export_ready", to=proved_address(user), subject=_("您的数据副本准备好了"), context=context)


def confirm_deletion_request(*, user: User, due_at: datetime) -> None:
    context = {"username": user.username, "link": absolute_url("accounts:deletion"), "day": _day(due_at)}
    _send("deletion_requested", to=proved_address(user), subject=_("您申请了注销账号"), context=context)


def confirm_erasure(*, username: str, to: str) -> None:
    """To somebody who is no longer known here."""
    _send("account_erased", to=to, subject=_("您的账号已注销"), context={"username": username})


def _send(name: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    if not to:
        return
    try:
        send_letter(name, to=to, subject=subject, context=context)
    except MailNotQueued:
        logger.error("the letter %s could not be queued", name)


def _day(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d}"
