"""What bench.orders needs from inside a mall: shoppers who are signed in, with addresses, and settlement pages to send.

`python -m bench.orders_inside <orders> <shoppers>` prints JSON; `... cart` fills the carts of two more shoppers.
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.db.models import Max  # noqa: E402
from django.test import Client  # noqa: E402

from addresses.models import Address  # noqa: E402
from areas.models import Area  # noqa: E402
from carts.lines import Line  # noqa: E402
from carts.store import UserCart  # noqa: E402
from goods.models import SKU  # noqa: E402
from orders.tickets import Seen, Ticket, write_ticket  # noqa: E402
from users.models import User  # noqa: E402

SHOPPERS = 1000
_PLENTY = 10_000_000
_CART_LINES = 20


def make() -> dict[str, Any]:
    """1,000 shoppers, 32 of whom are signed in to order often; goods that do not run out, and one SKU of 100 pieces."""
    users = _people()
    SKU.objects.update(stock=_PLENTY, is_launched=True)
    skus = list(SKU.objects.order_by("pk").values_list("pk", "price"))
    scarce = skus[-1]
    SKU.objects.filter(pk=scarce[0]).update(stock=100)
    shoppers = [_shopper(user) for user in users]
    return {
        "shoppers": shoppers,
        "skus": [_shown(each) for each in skus[:-1]],
        "scarce": _shown(scarce),
        **_full_cart(users[0]),
    }


def _shown(sku: Any) -> list[Any]:
    return [sku[0], str(sku[1])]


def _people() -> list[User]:
    first = (User.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    rows = [User(pk=first + n, username=f"shopper-{n}", mobile=f"13{n:09d}", password="!") for n in range(SHOPPERS)]
    users = User.objects.bulk_create(rows)
    district = Area.objects.filter(parent__parent__isnull=False).earliest("pk")
    Address.objects.bulk_create(
        Address(
            user=user, receiver="收货人", district=district, place="科苑路 1 号", mobile=user.mobile, is_default=True
        )
        for user in users
    )
    return users


def _shopper(user: User) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    address = Address.objects.of(user).get().pk
    return {"id": user.pk, "session": client.cookies["sessionid"].value, "address": address}


def _full_cart(user: User) -> dict[str, Any]:
    cart = UserCart(user.pk)
    for sku in SKU.objects.order_by("-pk")[1 : _CART_LINES + 1]:
        cart.add(Line(sku.pk, 1, sku.price), most=9)
    return {"cart_lines": _CART_LINES}


def tickets(wanted: list[list[Any]]) -> list[str]:
    """One for each [user, SKU, price]."""
    from decimal import Decimal

    return [
        write_ticket(Ticket(user_id=user, lines={sku: Seen(1, Decimal(price))}, is_cart=False))
        for user, sku, price in wanted
    ]


if __name__ == "__main__":
    print(json.dumps(make() if sys.argv[1:] == ["make"] else tickets(json.load(sys.stdin))))
