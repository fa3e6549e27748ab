"""Backup codes renewed by their owner; a lost device taken away by a superuser or from the command line."""

import logging

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.models import User
from users.services.history import note
from users.services.proving import confirm_password

from .. import queries
from .codes import new_backup_codes

logger = logging.getLogger(__name__)


class OwnDeviceUnproved(Exception):
    """Nobody takes away their own device without having proved it."""


def renew_backup_codes(request: HttpRequest, *, user: User, password: str) -> list[str]:
    """Ten new backup codes; the former ones open nothing any more.

    Raises WrongPassword or SignInLocked (both see confirm_password).
    """
    confirm_password(request, user=user, password=password)
    with transaction.atomic():
        device, _created = StaticDevice.objects.get_or_create(user=user, defaults={"name": "backup"})
        codes = new_backup_codes(StaticDevice.objects.select_for_update().get(pk=device.pk))
        note(person=user, by=user, what=_("更换了备用码"))
    logger.info("Staff %d renewed their backup codes", user.pk)
    return codes


def reset(*, person: User, by: User | None) -> bool:
    """Takes away the device and the backup codes; sessions that they verified are verified no more.

    `by` is None on the command line. False when there was nothing to take. Raises OwnDeviceUnproved.
    """
    if by and by.pk == person.pk and not queries.is_verified(by):
        raise OwnDeviceUnproved
    with transaction.atomic():
        phones, _each = TOTPDevice.objects.filter(user=person).delete()
        backups, _each = StaticDevice.objects.filter(user=person).delete()
        if by and phones + backups:
            note(person=person, by=by, what=_("重置了两步验证"))
    logger.warning("Staff %s reset the device of user %d", by.pk if by else "at the console", person.pk)
    return bool(phones + backups)
