"""The letters that people get about their account. What each says stands in templates/emails/."""

import logging

from django.utils.translation import gettext as _

from celery_tasks.email.letters import MailNotQueued, absolute_url, send_letter

from .models import User

logger = logging.getLogger(__name__)


def send_verification(user: User, *, token: str) -> None:
    """To the address that the user typed. Raises MailNotQueued."""
    context = {"username": user.username, "link": absolute_url("users:verify_email", token)}
    send_letter("verify_email", to=user.email, subject=_("验证您的邮箱"), context=context)


def send_reset_link(user: User, *, token: str, minutes: int) -> None:
    """To the verified address of the user. Raises MailNotQueued."""
    link = absolute_url("users:open_reset_link", token)
    context = {"username": user.username, "link": link, "minutes": minutes}
    send_letter("reset_password", to=str(user.verified_email), subject=_("重置密码"), context=context)


def tell_of_change(user: User, sentence: str, *, to: str | None) -> None:
    """Tells an owner who proved their address that something important changed. A broker that is away does not undo
    the change: the letter is then missing, and the log says so."""
    if not to:
        return
    context = {"username": user.username, "sentence": sentence, "link": absolute_url("users:reset_password")}
    try:
        send_letter("account_changed", to=to, subject=_("账号安全提醒"), context=context)
    except MailNotQueued:
        logger.error("no letter could be queued about a change of user %d", user.pk)
