"""Who signs in, by user name or mobile number, with the lockout that every door shares."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from utils.client_address import client_address
from utils.kept_sql import KeptQuestion
from utils.refusals import WaitFirst

from . import store
from .models import User

_BY_ID = KeptQuestion(lambda user_id: User.objects.filter(pk=user_id))


class SignInLocked(WaitFirst):
    """Too many attempts; sign-in by password is closed for `wait_seconds`."""


class UsernameOrMobileBackend(ModelBackend):
    """Checks a password against the user with this user name (any case) or mobile number."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None. An unknown account, a wrong password and an inactive user look and last the same.

        Raises SignInLocked after too many attempts, known account or not.
        """
        if username is None or password is None:
            return None
        user = User.objects.by_login(username)
        account = f"id:{user.pk}" if user else f"name:{username.lower()}"
        address = client_address(request) if request else "no-request"
        wait = store.begin_attempt(account=account, address=address)
        if wait:
            raise SignInLocked(wait)
        if user is None:
            User().set_password(password)  # as much work as checking one
            return None
        if not (user.check_password(password) and self.user_can_authenticate(user)):
            return None
        store.forget_attempts(account=account, address=address)
        return user

    def get_user(self, user_id: int) -> User | None:
        """For each request of somebody who is signed in."""
        user = _BY_ID.first(user_id)
        return user if user and self.user_can_authenticate(user) else None
