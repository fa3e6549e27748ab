"""People mark goods that they want to find again."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..models import SKU, Favourite

LIMIT = 200  # favourites of one person


class FavouriteRejected(Exception):
    """Nothing was saved."""


class TooManyFavourites(FavouriteRejected):
    """The person has as many favourites as they may have."""


class OwnerInactive(FavouriteRejected):
    """The account was locked or erased in this moment."""


def favour(*, user: AbstractBaseUser, sku_id: int) -> None:
    """Adds a launched SKU with its present price and stock; one that is among them already stays as it was.

    Raises SKU.DoesNotExist, TooManyFavourites or OwnerInactive.
    """
    sku = SKU.objects.launched().only("price", "stock").get(pk=sku_id)
    with transaction.atomic():
        if not _wait_for_others_of(user).is_active:
            raise OwnerInactive
        own = Favourite.objects.of(user)
        if own.filter(sku=sku).exists():
            return
        if own.count() >= LIMIT:
            raise TooManyFavourites
        Favourite.objects.create(user_id=user.pk, sku=sku, price_then=sku.price, was_in_stock=sku.is_in_stock)


def unfavour(*, user: AbstractBaseUser, sku_id: int) -> None:
    """Takes a SKU out of somebody's favourites; one that is not there is no error."""
    Favourite.objects.of(user).filter(sku__pk=sku_id).delete()


def _wait_for_others_of(user: AbstractBaseUser) -> AbstractBaseUser:
    """One after the other: whoever counts somebody's favourites holds the row of that person. Returns it as it is
    now."""
    return get_user_model().objects.select_for_update().only("is_active").get(pk=user.pk)
