"""Reading the addresses of a person."""

from typing import NamedTuple

from users.models import User
from utils.kept_sql import KeptQuestion

from .models import Address

_FOR_PARCEL = KeptQuestion(
    lambda user_id, pk: Address.objects.filter(user=user_id, pk=pk).values_list(
        "receiver",
        "mobile",
        "phone",
        "place",
        "district",
        "district__name",
        "district__parent__name",
        "district__parent__parent__name",
    )
)


class ParcelAddress(NamedTuple):
    """What is written onto a parcel."""

    receiver: str
    mobile: str
    phone: str
    place: str
    area: str
    province_code: int


def address_for_parcel(*, user_id: int, address_id: int) -> ParcelAddress | None:
    """One of this person's addresses, or None; in one query."""
    found = _FOR_PARCEL.first(user_id, address_id)
    if found is None:
        return None
    receiver, mobile, phone, place, district, *upwards = found
    area = " ".join(name for name in reversed(upwards) if name)
    return ParcelAddress(receiver, mobile, phone, place, area, district // 10_000 * 10_000)


def addresses_of(user: User) -> list[Address]:
    """All of them with their areas, the default first, then the newest; in one query."""
    return list(Address.objects.of(user).with_areas().order_by("-is_default", "-pk"))
