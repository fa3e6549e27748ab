"""People change their password, or set a new one after they proved who they are in another way."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, gettext
from kombu.exceptions import OperationalError

from celery_tasks.users.tasks import send_reset_link as send_reset_link_task
from utils.refusals import WaitFirst
from utils.tokens import TokenRefused, Tokens
from verifications.purposes import Purpose
from verifications.services import use_code

from .. import letters, store
from ..models import User
from . import sign_ins
from .proving import confirm_password
from .signing_in import AccountInactive, NoSuchAccount

RESET_MINUTES = 30
_TOKENS = Tokens(salt="users.password-reset", seconds=RESET_MINUTES * 60)


class PasswordChangedMeanwhile(Exception):
    """Another change came first; this one did nothing."""


class ResetTokenUseless(Exception):
    """The token is not ours, too old, or was used: nothing was changed."""


class AskedForLinksTooOften(WaitFirst):
    """Too many links were asked for, from this address or for this mail address; `wait_seconds` says how long."""


class LinkNotSent(Exception):
    """The broker is away: no link is on its way."""


def change_password(request: HttpRequest, *, user: User, present_password: str, new_password: str) -> None:
    """Sets the new password and ends every other session of the user; this one goes on.

    Raises WrongPassword, SignInLocked (both see confirm_password) or PasswordChangedMeanwhile.
    """
    confirm_password(request, user=user, password=present_password)
    _set_password(user, new_password)
    sign_ins.renew_after_password_change(request, user=user)


def token_for_mobile(*, mobile: str, code: str, address: str) -> str:
    """A token to set a new password with, for whoever owns the mobile number.

    Raises CodeRejected (verifications); with the mobile proven, NoSuchAccount or AccountInactive.
    """
    use_code(purpose=Purpose.RESET, mobile=mobile, code=code, address=address)
    user = User.objects.filter(mobile=mobile).first()
    if user is None:
        raise NoSuchAccount
    if not user.is_active:
        raise AccountInactive
    return _token(user)


def ask_for_link(*, email: str, address: str) -> None:
    """Has a link mailed to this address if it is somebody's verified one. A task looks that up: here every address is
    treated alike, in the same time. Raises AskedForLinksTooOften or LinkNotSent."""
    wait_seconds = store.count_reset_link(email=email.lower(), address=address)
    if wait_seconds:
        raise AskedForLinksTooOften(wait_seconds)
    try:
        send_reset_link_task.delay(email=email, language=get_language() or "")
    except OperationalError:
        raise LinkNotSent from None


def send_reset_link(*, email: str) -> None:
    """Mails a link to the owner of this verified address, to the address as it was verified. Runs in a worker.

    Raises MailNotQueued. Sends nothing when there is no such active user.
    """
    user = User.objects.filter(verified_email=email.lower(), is_active=True).first()
    if user is not None:
        letters.send_reset_link(user, token=_token(user), minutes=RESET_MINUTES)


def owner_of_token(token: str) -> User:
    """The active user who may set a new password with this token. Raises ResetTokenUseless."""
    try:
        payload = _TOKENS.read(token)
    except TokenRefused:
        raise ResetTokenUseless from None
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or not constant_time_compare(payload["print"], _fingerprint(user)):
        raise ResetTokenUseless
    return user


def reset_password(*, token: str, new_password: str, address: str) -> None:
    """Sets the new password, ends all sessions of the user and opens a locked sign-in again. Works once for a token,
    and for no token made before: they are bound to the password that is now gone. Raises ResetTokenUseless."""
    user = owner_of_token(token)
    try:
        _set_password(user, new_password)
    except PasswordChangedMeanwhile:
        raise ResetTokenUseless from None
    sign_ins.end_all(user=user)
    store.forget_attempts_at(user.pk, address=address)


def _set_password(user: User, password: str) -> None:
    """Replaces the password that was read with the user. Raises PasswordChangedMeanwhile when it is gone."""
    encoded = make_password(password)  # slow by design, hence outside the transaction
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, password=user.password, is_active=True).update(password=encoded)
        if not changed:
            raise PasswordChangedMeanwhile
        sentence = gettext("您的登录密码刚刚被修改，其他设备上的登录已经退出。")
        transaction.on_commit(lambda: letters.tell_of_change(user, sentence, to=user.verified_email))
    user.password = encoded


def _token(user: User) -> str:
    return _TOKENS.make({"user": user.pk, "print": _fingerprint(user)})


def _fingerprint(user: User) -> str:
    """Of the present password, and of where tokens are sent: one that went to a mobile or an address which the person
    has given up opens nothing. Whoever reads a token learns nothing about them."""
    present = f"{user.pk}:{user.password}:{user.mobile}:{user.verified_email or ''}"
    return salted_hmac("users.password-reset", present, algorithm="sha256").hexdigest()[:32]
