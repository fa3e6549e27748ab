"""The mail address of a person: typed, proved by a link, replaced. An address that was proved has one owner."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from celery_tasks.email.letters import MailNotQueued as MailNotQueued  # what setting and resending raise
from utils.refusals import WaitFirst
from utils.tokens import TokenExpired, TokenRefused, Tokens

from .. import letters, store
from ..models import User
from .proving import confirm_password
from .signing_in import AccountInactive

_TOKENS = Tokens(salt="users.verify-email", seconds=24 * 3600)


class AddressUnchanged(Exception):
    """The person has this address already, and proved it."""


class AskedForMailTooOften(WaitFirst):
    """Too many letters were asked for; `wait_seconds` says how long to wait."""


class VerificationLinkUseless(Exception):
    """The link is not ours or names an address that the person no longer has."""


class VerificationLinkExpired(VerificationLinkUseless):
    """The link is older than a day."""


class AddressVerifiedByAnother(Exception):
    """Another account proved this address first."""


def set_email(request: HttpRequest, *, user: User, email: str, password: str) -> None:
    """Replaces the address, which is unproved from now on, and mails a link to it. The proved one before it is told.

    Raises WrongPassword or SignInLocked (confirm_password), AddressUnchanged, AskedForMailTooOften, AccountInactive
    when the person was locked or erased in this moment; or MailNotQueued, when the address is set but the link could
    not be sent.
    """
    confirm_password(request, user=user, password=password)
    if user.has_verified_email and email.lower() == user.verified_email:
        raise AddressUnchanged
    _count_letter(user)
    former = user.verified_email
    with transaction.atomic():
        _replace(user, email=email, verified_email=None, email_set_at=timezone.now())
        sentence = gettext("您账号的邮箱刚刚被换成了另一个，这个邮箱不再能用来重置密码。")
        transaction.on_commit(lambda: letters.tell_of_change(user, sentence, to=former))
    letters.send_verification(user, token=_token(user))


def resend_verification(*, user: User) -> None:
    """Mails the link once more. Does nothing when there is nothing to prove.

    Raises AskedForMailTooOften or MailNotQueued.
    """
    if not user.email or user.has_verified_email:
        return
    _count_letter(user)
    letters.send_verification(user, token=_token(user))


def owner_of_link(token: str) -> User:
    """The person whose present address this link proves; it may be proved already.

    Raises VerificationLinkExpired or VerificationLinkUseless.
    """
    try:
        payload = _TOKENS.read(token)
    except TokenExpired:
        raise VerificationLinkExpired from None
    except TokenRefused:
        raise VerificationLinkUseless from None
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or user.email_set_at is None or payload != _payload(user):
        raise VerificationLinkUseless
    return user


def verify_email(*, token: str) -> User:
    """Notes that the address is proved. A link works once; using it again changes nothing.

    Raises VerificationLinkUseless, VerificationLinkExpired or AddressVerifiedByAnother.
    """
    user = owner_of_link(token)
    same_address = User.objects.filter(pk=user.pk, email=user.email, email_set_at=user.email_set_at)
    try:
        with transaction.atomic():
            proved = same_address.update(verified_email=user.email.lower())
    except IntegrityError:
        raise AddressVerifiedByAnother from None
    if not proved:
        raise VerificationLinkUseless
    return user


def _replace(user: User, **values: Any) -> None:
    """Sets the values in the row and in the user. Raises AccountInactive."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(**values):
        raise AccountInactive
    for name, value in values.items():
        setattr(user, name, value)


def _count_letter(user: User) -> None:
    wait_seconds = store.count_verification_letter(user.pk)
    if wait_seconds:
        raise AskedForMailTooOften(wait_seconds)


def _token(user: User) -> str:
    return _TOKENS.make(_payload(user))


def _payload(user: User) -> dict[str, object]:
    return {"user": user.pk, "email": user.email, "set_at": user.email_set_at.isoformat() if user.email_set_at else ""}
