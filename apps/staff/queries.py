"""Reading about the second factor of staff."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

import segno
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.models import User


@dataclass(frozen=True)
class DevicePage:
    """The phone of a member of staff: since when, used when, and how many backup codes are left."""

    since: datetime
    used_at: datetime | None
    backup_codes: int


@dataclass(frozen=True)
class Secret:
    """What a phone needs to make codes: a picture to scan, a link to touch on that phone, and a text to type."""

    picture: str
    link: str
    text: str


def has_device(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_verified(user: User) -> bool:
    """Whether the session of the request that brought this user has proved the second factor."""
    return user.is_verified()  # type: ignore[attr-defined]  # set by OTPMiddleware


def device_page(user: User) -> DevicePage:
    device = TOTPDevice.objects.get(user=user, confirmed=True)
    left = StaticToken.objects.filter(device__user=user).count()
    return DevicePage(since=device.created_at, used_at=device.last_used_at, backup_codes=left)


def secret_of(device: TOTPDevice) -> Secret:
    """The picture is a data: address of an SVG, dark on white in every theme, for cameras."""
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=4, light="#fff")
    text = b32encode(device.bin_key).decode()
    groups = (text[start : start + 4] for start in range(0, len(text), 4))
    return Secret(picture=picture, link=device.config_url, text=" ".join(groups))
