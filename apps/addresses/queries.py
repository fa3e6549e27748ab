"""Reading the addresses of a person."""

from users.models import User

from .models import Address


def addresses_of(user: User) -> list[Address]:
    """All of them with their areas, the default first, then the newest; in one query."""
    return list(Address.objects.of(user).with_areas().order_by("-is_default", "-pk"))
