"""Reading what belongs to one shopper: what they looked at, and what they want to find again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.utils.timezone import localtime

from .. import store
from ..models import SKU, Favourite

PAGE_SIZE = 20
RECENT = 6  # beside the product that is looked at

_SHOWN = ("name", "price", "stock", "is_launched", "renditions")


@dataclass(frozen=True)
class Look:
    sku: SKU
    at: datetime


@dataclass(frozen=True)
class FavouriteLine:
    """A favourite, and what became better since. Amounts in yuan."""

    sku: SKU
    price_then: Decimal
    cheaper_by: Decimal  # 0 when it is not
    is_back: bool  # sold out then, in stock now


@dataclass(frozen=True)
class Mine:
    """What one shopper sees on a product page."""

    is_favourite: bool
    recent: list[SKU]


def looks_of(user: AbstractBaseUser, *, limit: int = store.LENGTH) -> list[Look]:
    """What this user looked at, newest first, off the shelf or not; in one query, none for an empty history."""
    looks = store.looks_of(user.pk, limit=limit)
    return [Look(sku, looks[sku.pk]) for sku in _in_order(looks)]


def history_by_day(user: AbstractBaseUser) -> list[list[Look]]:
    """The same, the looks of one local day together."""
    return [list(day) for _day, day in groupby(looks_of(user), key=lambda look: localtime(look.at).date())]


def mine(user: AbstractBaseUser, *, sku_id: int, looked_at: Iterable[int]) -> Mine:
    """For this SKU, given the SKUs that the user looked at before, newest first. Of these, what is on the shelf."""
    others = [number for number in looked_at if number != sku_id][: 2 * RECENT]  # some are off the shelf by now
    return Mine(
        is_favourite=is_favourite(user, sku_id),
        recent=[sku for sku in _in_order(others) if sku.is_launched][:RECENT],
    )


def is_favourite(user: AbstractBaseUser, sku_id: int) -> bool:
    return Favourite.objects.of(user).filter(sku__pk=sku_id).exists()


def favourite_count(user: AbstractBaseUser) -> int:
    return Favourite.objects.of(user).count()


def favourites_page(user: AbstractBaseUser, *, page: str) -> tuple[Page[Favourite], list[FavouriteLine]]:
    """A page, and its lines, newest first, in two queries. A page that there is not is the nearest that there is."""
    rows = Favourite.objects.of(user).select_related("sku").order_by("-pk")
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    return found, [_line(favourite) for favourite in found.object_list]


def _line(favourite: Favourite) -> FavouriteLine:
    sku = favourite.sku
    return FavouriteLine(
        sku=sku,
        price_then=favourite.price_then,
        cheaper_by=max(favourite.price_then - sku.price, Decimal(0)),
        is_back=sku.is_in_stock and not favourite.was_in_stock,
    )


def _in_order(numbers: Iterable[int]) -> list[SKU]:
    """The SKUs with these ids, in this order; one that was deleted is left out."""
    numbers = list(numbers)
    found = SKU.objects.only(*_SHOWN).in_bulk(numbers) if numbers else {}
    return [found[number] for number in numbers if number in found]
