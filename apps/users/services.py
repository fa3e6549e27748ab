"""People register, sign in and sign out."""

from django.contrib.auth import authenticate, login
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from utils.client_address import client_address
from verifications.purposes import Purpose
from verifications.services import use_code

from . import store
from .models import User

REMEMBER_SECONDS = 14 * 24 * 3600
UNTIL_BROWSER_CLOSES = 0
_BACKEND = "users.backends.UsernameOrMobileBackend"


class RegistrationRejected(Exception):
    """Nobody was registered."""


class UsernameTaken(RegistrationRejected):
    """Somebody has this user name, in whatever case."""


class MobileTaken(RegistrationRejected):
    """Somebody has this mobile number."""


class RegisteringTooOften(RegistrationRejected):
    """Too many registrations from one address."""


class SignInRejected(Exception):
    """Nobody was signed in."""


class WrongCredentials(SignInRejected):
    """Unknown account, wrong password or inactive user: which one is not told."""


class NoSuchAccount(SignInRejected):
    """The mobile is proven, but nobody registered with it."""


class AccountInactive(SignInRejected):
    """The mobile is proven, but its account is closed."""


def count_registration(*, address: str) -> None:
    """Counts a try to register before anything is looked up: the form tells which names are taken.

    Raises RegisteringTooOften.
    """
    if store.count_registration(address):
        raise RegisteringTooOften


def register(*, username: str, password: str, mobile: str, code: str, address: str) -> User:
    """Makes a user whose mobile is proven by the SMS code. The code is used up, also when the name was just taken.

    Raises CodeRejected (verifications), UsernameTaken or MobileTaken.
    """
    use_code(purpose=Purpose.REGISTER, mobile=mobile, code=code, address=address)
    user = User(username=username, mobile=mobile)
    user.set_password(password)  # slow by design, hence outside the transaction
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        taken_mobile = User.objects.filter(mobile=mobile).exists()
        raise (MobileTaken if taken_mobile else UsernameTaken) from None
    return user


def sign_in(request: HttpRequest, *, user: User, remember: bool) -> None:
    """Opens a session: for 14 days when remembered, else until the browser closes."""
    login(request, user, backend=_BACKEND)
    request.session.set_expiry(REMEMBER_SECONDS if remember else UNTIL_BROWSER_CLOSES)


def sign_in_by_password(request: HttpRequest, *, login_name: str, password: str, remember: bool) -> User:
    """Raises WrongCredentials, or SignInLocked (backends) after too many attempts."""
    user = authenticate(request, username=login_name, password=password)
    if not isinstance(user, User):
        raise WrongCredentials
    sign_in(request, user=user, remember=remember)
    return user


def sign_in_by_code(request: HttpRequest, *, mobile: str, code: str, remember: bool) -> User:
    """Raises CodeRejected (verifications); with the mobile proven, NoSuchAccount or AccountInactive."""
    use_code(purpose=Purpose.LOGIN, mobile=mobile, code=code, address=client_address(request))
    user = User.objects.filter(mobile=mobile).first()
    if user is None:
        raise NoSuchAccount
    if not user.is_active:
        raise AccountInactive
    sign_in(request, user=user, remember=remember)
    return user
