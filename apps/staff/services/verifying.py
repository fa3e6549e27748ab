"""A member of staff proves the second factor for the session they are in."""

import logging

from django.db import transaction
from django.http import HttpRequest
from django_otp import login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.models import User

from .codes import WrongCode, refusal_of

logger = logging.getLogger(__name__)

_PHONE_CODE_DIGITS = 6


def verify(request: HttpRequest, *, user: User, code: str) -> bool:
    """Takes a code of the phone, or a backup code, which is used up. True when it was a backup code.

    Of the same code sent twice at once, one counts. Raises WrongCode or TriedTooOften.
    """
    kind = TOTPDevice if len(code) == _PHONE_CODE_DIGITS else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        refusal = refusal_of(device, code) if device else WrongCode()
    if refusal:
        logger.warning("Staff %d was not verified: %s", user.pk, type(refusal).__name__)
        raise refusal
    login(request, device)
    logger.info("Staff %d was verified by %s", user.pk, kind.__name__)
    return kind is StaticDevice
