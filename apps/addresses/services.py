"""People keep their addresses. Whose address it is comes first: that of somebody else does not exist."""

from dataclasses import asdict, dataclass

from django.db import transaction

from users.models import User
from users.services.signing_in import AccountInactive

from .models import Address

LIMIT = 20  # addresses of one person


class AddressRejected(Exception):
    """Nothing was saved."""


class TooManyAddresses(AddressRejected):
    """The person has as many addresses as they may have."""


@dataclass(frozen=True)
class Lines:
    """What is written on the parcel, and the title that the owner knows the address by."""

    receiver: str
    district_id: int
    place: str
    mobile: str
    phone: str = ""
    title: str = ""


def create(*, user: User, lines: Lines, as_default: bool = False) -> Address:
    """Saves a new address. A person's first one is their default.

    Raises TooManyAddresses, or AccountInactive (users) for somebody who was locked or erased in this moment.
    """
    with transaction.atomic():
        if not _wait_for_others_of(user).is_active:
            raise AccountInactive
        present = Address.objects.of(user).count()
        if present >= LIMIT:
            raise TooManyAddresses
        address = Address.objects.create(user=user, **asdict(lines))
        if as_default or not present:
            _hand_default_to(address)
    return address


def change(*, user: User, address_id: int, lines: Lines, as_default: bool = False) -> None:
    """Rewrites an address; a default stays one. Raises Address.DoesNotExist."""
    with transaction.atomic():
        _wait_for_others_of(user)
        address = Address.objects.of(user).get(pk=address_id)
        Address.objects.of(user).filter(pk=address_id).update(**asdict(lines))
        if as_default:
            _hand_default_to(address)


def delete(*, user: User, address_id: int) -> None:
    """Deletes an address. When it was the default, the newest of the others is. Raises Address.DoesNotExist."""
    with transaction.atomic():
        _wait_for_others_of(user)
        address = Address.objects.of(user).get(pk=address_id)
        was_default = address.is_default
        address.delete()
        newest = Address.objects.of(user).order_by("-pk").first() if was_default else None
        if newest:
            _hand_default_to(newest)


def make_default(*, user: User, address_id: int) -> None:
    """Makes an address the only default of its owner. Raises Address.DoesNotExist."""
    with transaction.atomic():
        _wait_for_others_of(user)
        _hand_default_to(Address.objects.of(user).get(pk=address_id))


def _wait_for_others_of(user: User) -> User:
    """One after the other: whatever counts addresses or moves the default holds the row of their owner. Returns it as
    it is now."""
    return User.objects.select_for_update().only("is_active").get(pk=user.pk)


def _hand_default_to(address: Address) -> None:
    Address.objects.filter(user=address.user_id, is_default=True).exclude(pk=address.pk).update(is_default=False)
    Address.objects.filter(pk=address.pk).update(is_default=True)
    address.is_default = True
