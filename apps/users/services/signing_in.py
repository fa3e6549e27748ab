"""People sign in and out; each sign-in is a row that its owner sees and can end."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest

from carts.services import take_over
from utils.client_address import client_address
from utils.sessions import end_after
from verifications.purposes import Purpose
from verifications.services import use_code

from ..models import SignIn, User
from . import sign_ins

REMEMBER_SECONDS = 14 * 24 * 3600
UNTIL_BROWSER_CLOSES = 0
_BACKEND = "users.backends.UsernameOrMobileBackend"


class SignInRejected(Exception):
    """Nobody was signed in."""


class WrongCredentials(SignInRejected):
    """Unknown account, wrong password or inactive user: which one is not told."""


class NoSuchAccount(SignInRejected):
    """The mobile is proven, but nobody registered with it."""


class AccountInactive(SignInRejected):
    """The person is proven, but the account is closed."""


def sign_in(request: HttpRequest, *, user: User, remember: bool, method: SignIn.Method) -> None:
    """Opens a session: for 14 days when remembered, else until the browser closes. What the guest had in the cart is
    in that of the user then. Raises AccountInactive."""
    if not user.is_active:
        raise AccountInactive
    login(request, user, backend=_BACKEND)
    request.session.set_expiry(REMEMBER_SECONDS if remember else UNTIL_BROWSER_CLOSES)
    end_after(request.session, settings.SESSION_COOKIE_AGE)  # as long as the owner can see and end it
    sign_ins.note(request, user=user, method=method)
    take_over(request, user_id=user.pk)


def sign_in_by_password(request: HttpRequest, *, login_name: str, password: str, remember: bool) -> User:
    """Raises WrongCredentials, or SignInLocked (backends) after too many attempts."""
    user = authenticate(request, username=login_name, password=password)
    if not isinstance(user, User):
        raise WrongCredentials
    sign_in(request, user=user, remember=remember, method=SignIn.Method.PASSWORD)
    return user


def sign_in_by_code(request: HttpRequest, *, mobile: str, code: str, remember: bool) -> User:
    """Raises CodeRejected (verifications); with the mobile proven, NoSuchAccount or AccountInactive."""
    use_code(purpose=Purpose.LOGIN, mobile=mobile, code=code, address=client_address(request))
    user = User.objects.filter(mobile=mobile).first()
    if user is None:
        raise NoSuchAccount
    sign_in(request, user=user, remember=remember, method=SignIn.Method.CODE)
    return user


def sign_out(request: HttpRequest) -> None:
    """Ends this session and notes the end of its sign-in."""
    sign_ins.note_end(request)
    logout(request)
