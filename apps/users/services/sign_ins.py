"""The sign-ins of a person: noted, listed with what still lives, ended one by one or all others at once."""

from datetime import timedelta

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone

from utils.devices import device_name

from .. import session_store
from ..models import SignIn, User

#: The Cybersecurity Law of China, article 21, asks for six months of such records.
KEPT_FOR = timedelta(days=184)
_SESSION_KEY = "sign_in_id"


def note(request: HttpRequest, *, user: User, method: SignIn.Method) -> None:
    """Writes down that this session was opened."""
    sign_in = SignIn.objects.create(user=user, method=method, device=device_name(request.headers.get("User-Agent", "")))
    request.session[_SESSION_KEY] = sign_in.pk
    _keep_handle(request)


def note_end(request: HttpRequest) -> None:
    """Writes down that the session of this request ends."""
    number = present(request)
    if number:
        session_store.forget_session(number)
        SignIn.objects.filter(pk=number, ended_at=None).update(ended_at=timezone.now())


def present(request: HttpRequest) -> int:
    """The id of the sign-in that this request belongs to; 0 when it was never noted."""
    return int(request.session.get(_SESSION_KEY, 0))


def end(*, user: User, sign_in_id: int) -> bool:
    """Ends one session of this user, wherever it is open. False when there is no such open sign-in of theirs."""
    changed = SignIn.objects.of(user).filter(pk=sign_in_id, ended_at=None).update(ended_at=timezone.now())
    if changed:
        session_store.end_sessions([sign_in_id])
    return bool(changed)


def end_all(*, user: User, but: int = 0) -> None:
    """Ends every session of this user, but not the one of this sign-in."""
    opened = SignIn.objects.of(user).filter(ended_at=None).exclude(pk=but)
    numbers = list(opened.values_list("pk", flat=True))
    opened.filter(pk__in=numbers).update(ended_at=timezone.now())
    session_store.end_sessions(numbers)


def renew_after_password_change(request: HttpRequest, *, user: User) -> None:
    """Keeps this session, under a new key, while the new password ends all the others."""
    update_session_auth_hash(request, user)
    _keep_handle(request)
    end_all(user=user, but=present(request))


def move_session(request: HttpRequest) -> None:
    """Gives the session another key, so that whoever else knows the present one has no part in what comes into it."""
    request.session.cycle_key()
    _keep_handle(request)


def _keep_handle(request: HttpRequest) -> None:
    """Remembers which session the sign-in opened. Its key stays in Redis, where the session itself is."""
    if not request.session.session_key:
        request.session.save()
    number = present(request)
    if number:
        session_store.remember_session(number, str(request.session.session_key))


def forget_old() -> int:
    """Deletes the sign-ins that are older than half a year, all or none. Returns how many. Safe to run twice."""
    oldest = timezone.now() - KEPT_FOR
    deleted, _by_model = SignIn.objects.filter(signed_in_at__lt=oldest).delete()
    return deleted
