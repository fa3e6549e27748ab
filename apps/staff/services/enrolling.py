"""A member of staff takes a phone, the first one or another, for their second factor."""

import logging
import time

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.models import User
from users.services.history import note
from users.services.proving import confirm_password

from .codes import new_backup_codes, refusal_of

logger = logging.getLogger(__name__)

SETUP_SECONDS = 10 * 60
_SESSION_KEY = "staff_setup"


class SetupOver(Exception):
    """The password was proved too long ago, in another session, or another set-up came after it."""


def begin(request: HttpRequest, *, user: User, password: str) -> None:
    """Makes a device that opens nothing yet, in place of all such ones; this session sees its secret for ten minutes.

    Raises WrongPassword or SignInLocked (both see confirm_password).
    """
    confirm_password(request, user=user, password=password)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        device = TOTPDevice.objects.create(user=user, name="phone", confirmed=False)
    request.session[_SESSION_KEY] = {"device": device.pk, "until": time.time() + SETUP_SECONDS}


def device_in_setup(request: HttpRequest, *, user: User) -> TOTPDevice:
    """The device whose secret this session may see. Raises SetupOver."""
    found = TOTPDevice.objects.filter(user=user, confirmed=False, pk=_number_in_setup(request)).first()
    if found is None:
        raise SetupOver
    return found


def confirm(request: HttpRequest, *, user: User, code: str) -> list[str]:
    """The device in set-up, proved by its first code, takes the place of all others. Returns the ten new backup codes.

    All or nothing; this session is then verified, and every other session of the user is not any more.
    Raises SetupOver, WrongCode or TriedTooOften.
    """
    number = _number_in_setup(request)
    codes: list[str] = []
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False, pk=number).first()
        if device is None:
            raise SetupOver
        refusal = refusal_of(device, code)
        if refusal is None:
            codes = _take(device, user)
    if refusal:
        logger.warning("Staff %d typed a wrong code while setting up a device", user.pk)
        raise refusal
    request.session.pop(_SESSION_KEY)
    login(request, device)
    logger.info("Staff %d set up a device", user.pk)
    return codes


def _take(device: TOTPDevice, user: User) -> list[str]:
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    StaticDevice.objects.filter(user=user).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    note(person=user, by=user, what=_("设置了两步验证"))
    return new_backup_codes(StaticDevice.objects.create(user=user, name="backup"))


def _number_in_setup(request: HttpRequest) -> int:
    setup = request.session.get(_SESSION_KEY)
    if not setup or setup["until"] < time.time():
        raise SetupOver
    return int(setup["device"])
