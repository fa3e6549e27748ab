"""A person changes their mobile number: with a code to the present number, then one to the new number."""

import time

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from utils.client_address import client_address
from utils.logs import mask_mobile
from verifications.purposes import Purpose
from verifications.services import use_code

from .. import letters
from ..models import User
from .registering import MobileTaken

PROOF_SECONDS = 10 * 60
_PROOF = "present_mobile_proved"


class PresentMobileNotProved(Exception):
    """The present number was not proved in this session, or too long ago."""


class SameMobile(Exception):
    """The new number is the present one."""


def prove_present_mobile(request: HttpRequest, *, user: User, code: str) -> None:
    """Opens the second step in this session for ten minutes. Raises CodeRejected (verifications)."""
    use_code(purpose=Purpose.CHANGE_MOBILE, mobile=user.mobile, code=code, address=client_address(request))
    request.session[_PROOF] = {"mobile": user.mobile, "at": time.time()}


def has_proved_present_mobile(request: HttpRequest, *, user: User) -> bool:
    """Whether the second step is open."""
    proof = request.session.get(_PROOF, {})
    return proof.get("mobile") == user.mobile and time.time() - proof.get("at", 0) < PROOF_SECONDS


def change_mobile(request: HttpRequest, *, user: User, mobile: str, code: str) -> None:
    """Replaces the number by the new one, which the code proves.

    Raises PresentMobileNotProved, SameMobile, CodeRejected (verifications) or MobileTaken.
    """
    if not has_proved_present_mobile(request, user=user):
        raise PresentMobileNotProved
    if mobile == user.mobile:
        raise SameMobile
    use_code(purpose=Purpose.CHANGE_MOBILE, mobile=mobile, code=code, address=client_address(request))
    try:
        with transaction.atomic():
            if not User.objects.filter(pk=user.pk, mobile=user.mobile).update(mobile=mobile):
                raise PresentMobileNotProved
            sentence = gettext("您账号的手机号刚刚被换成了 %(mobile)s。") % {"mobile": mask_mobile(mobile)}
            transaction.on_commit(lambda: letters.tell_of_change(user, sentence, to=user.verified_email))
    except IntegrityError:
        raise MobileTaken from None
    del request.session[_PROOF]
