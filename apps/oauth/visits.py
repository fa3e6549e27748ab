"""What the session of a visitor knows about QQ: the only module that knows these session keys."""

import secrets
import time

from django.http import HttpRequest

_BROWSER = "oauth_browser"
_CONFIRMED = "oauth_confirmed_at"
_TOKEN = "oauth_token"  # noqa: S105 - the name of a key

_ANONYMOUS_SECONDS = 30 * 60
_CONFIRMED_SECONDS = 5 * 60


def browser_of(request: HttpRequest) -> str:
    """The random id of this browser; empty before it ever set out for QQ."""
    return str(request.session.get(_BROWSER, ""))


def mark_browser(request: HttpRequest) -> str:
    """The random id of this browser, made when there is none. A session opened for it ends after half an hour."""
    if not browser_of(request):
        request.session[_BROWSER] = secrets.token_urlsafe(16)
        if not request.user.is_authenticated:
            request.session.set_expiry(_ANONYMOUS_SECONDS)
    return browser_of(request)


def confirm(request: HttpRequest) -> None:
    """The signed-in person proved who they are: they may set out to bind their QQ within five minutes, once."""
    request.session[_CONFIRMED] = int(time.time())


def is_confirmed(request: HttpRequest) -> bool:
    return int(request.session.get(_CONFIRMED, 0)) > time.time() - _CONFIRMED_SECONDS


def use_confirmation(request: HttpRequest) -> bool:
    """Whether the person may set out to bind now; a second time they have to prove themselves again."""
    is_valid = is_confirmed(request)
    request.session.pop(_CONFIRMED, None)
    return is_valid


def keep_token(request: HttpRequest, token: str) -> None:
    request.session[_TOKEN] = token


def token_of(request: HttpRequest) -> str:
    return str(request.session.get(_TOKEN, ""))


def forget_token(request: HttpRequest) -> None:
    request.session.pop(_TOKEN, None)
