"""Reading about people."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from . import session_store
from .models import SignIn, User

_SHOWN_SIGN_INS = 50
_LATEST_SIGN_INS = 3


def username_count(name: str) -> int:
    """1 when somebody has this user name, in whatever case, else 0."""
    return User.objects.filter(username_key=name.lower()).count()


def mobile_count(mobile: str) -> int:
    """1 when somebody has this mobile number, else 0."""
    return User.objects.filter(mobile=mobile).count()


def open_sign_ins(user: User) -> list[SignIn]:
    """The sign-ins of this user whose session can still be used, newest first."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    candidates = list(SignIn.objects.of(user).open().filter(signed_in_at__gt=oldest)[:_SHOWN_SIGN_INS])
    living = session_store.living([sign_in.pk for sign_in in candidates])
    return [sign_in for sign_in in candidates if sign_in.pk in living]


def latest_sign_ins(user: User) -> list[SignIn]:
    """The newest sign-ins of this user, open or ended."""
    return list(SignIn.objects.of(user)[:_LATEST_SIGN_INS])
