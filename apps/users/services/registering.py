"""People register."""

from django.db import IntegrityError, transaction

from verifications.purposes import Purpose
from verifications.services import use_code

from .. import store
from ..models import User


class RegistrationRejected(Exception):
    """Nobody was registered."""


class UsernameTaken(RegistrationRejected):
    """Somebody has this user name, in whatever case."""


class MobileTaken(RegistrationRejected):
    """Somebody has this mobile number."""


class RegisteringTooOften(RegistrationRejected):
    """Too many registrations from one address."""


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
