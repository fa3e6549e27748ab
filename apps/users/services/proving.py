"""A signed-in person proves once more who they are, before something that a borrowed session must not do."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from .. import store
from ..models import User


class WrongPassword(Exception):
    """Not the password of the signed-in person; nothing was changed."""


def confirm_password(request: HttpRequest, *, user: User, password: str) -> None:
    """Returns when the password is the user's. Counts with the attempts to sign in.

    Raises WrongPassword, or SignInLocked (backends) after too many attempts.
    """
    if authenticate(request, username=user.username, password=password) != user:
        raise WrongPassword


def forget_attempts_of(user: User) -> None:
    """Nothing is counted against this account any more. Walks over all keys: not for what happens often."""
    store.forget_account(user.pk)
