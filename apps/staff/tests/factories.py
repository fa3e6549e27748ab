"""Staff with a phone: the codes are computed as a real phone computes them, from the secret."""

import time

from django.contrib.auth.models import Permission
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.tests.factories import PASSWORD, UserFactory

BACKUP_CODE = "abcdefg2"


def staff(**fields):
    user = UserFactory(is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename="view_user"))
    return user


def phone_of(user, **fields):
    return TOTPDevice.objects.create(user=user, name="phone", **fields)


def backup_of(user, code=BACKUP_CODE):
    device = StaticDevice.objects.create(user=user, name="backup")
    StaticToken.objects.create(device=device, token=code)
    return device


def code_of(phone, later=0):
    """What the phone shows now, or so many half minutes later."""
    clock = TOTP(phone.bin_key)
    clock.time = time.time() + 30 * later
    return f"{clock.token():06d}"


def wrong_code_of(phone):
    shown = {code_of(phone, later) for later in (-2, -1, 0, 1, 2)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in shown)


def session_of(user):
    """A browser that knows the password, and no more."""
    client = Client()
    client.force_login(user)
    return client


def verified_session_of(user):
    client = session_of(user)
    phone = TOTPDevice.objects.filter(user=user).first() or phone_of(user)
    session = client.session
    session["otp_device_id"] = phone.persistent_id
    session.save()
    return client


__all__ = ["BACKUP_CODE", "PASSWORD", "backup_of", "code_of", "phone_of", "session_of", "staff", "verified_session_of"]
