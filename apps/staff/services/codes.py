"""Checking a code against a device, with the waiting times that django-otp asks for after wrong ones."""

import math

from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from utils.refusals import WaitFirst

BACKUP_CODES = 10


class CodeRefused(Exception):
    """The code opened nothing."""


class WrongCode(CodeRefused):
    """Not the code of now, or one that was used before."""


class TriedTooOften(WaitFirst, CodeRefused):
    """After each wrong code the wait doubles; this one was not looked at."""


def refusal_of(device: TOTPDevice | StaticDevice, code: str) -> CodeRefused | None:
    """Why this locked device does not take the code; None when it does, and then the code is used up.

    Returned and not raised: the caller's transaction has to commit what was counted.
    """
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        return TriedTooOften(math.ceil((reason["locked_until"] - timezone.now()).total_seconds()))
    return None if device.verify_token(code) else WrongCode()


def new_backup_codes(device: StaticDevice) -> list[str]:
    """Ten codes in place of all former ones; django-otp keeps them as they are. For the caller's transaction."""
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
