"""The cart of a guest, in a signed cookie: nothing of it is kept by the mall, and nobody else can write one.

It is JSON and never pickle: reading a pickle runs what its writer wants. The cookie is written and deleted by
`middleware.guest_cart`, for the response is made far from here.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from utils.tokens import TokenRefused, Tokens

from .lines import CartFull, Line, LineGone, MoreThanMost

COOKIE = "cart"
LIMIT = 50  # lines
SECONDS = 30 * 24 * 3600  # after the last change
MOST_CHARACTERS = 4000  # browsers keep 4,096 with the name; nothing longer is ours
_TOKENS = Tokens(salt="carts.guest", seconds=SECONDS)
_ON_REQUEST = "_guest_cart"


class GuestCart:
    """See lines.Cart. Writing changes this request's view of the cart at once, and the cookie with its answer."""

    limit = LIMIT

    def __init__(self, token: str | None) -> None:
        self.id = ""
        self.is_changed = self.is_lost = False
        self._lines: dict[int, Line] = {}
        if token:
            self._read(token)

    def lines(self) -> dict[int, Line]:
        return dict(self._lines)

    def size(self) -> int:
        return len(self._lines)

    def add(self, line: Line, *, most: int) -> None:
        present = self._lines.get(line.sku_id)
        in_cart = present.count if present else 0
        if in_cart + line.count > most:
            raise MoreThanMost(in_cart=in_cart)
        if not present and len(self._lines) >= self.limit:
            raise CartFull
        more = replace(line, count=in_cart + line.count)
        self._lines = {line.sku_id: more} | {pk: each for pk, each in self._lines.items() if pk != line.sku_id}
        self.is_changed = True

    def change(self, lines: Iterable[Line]) -> None:
        lines = list(lines)
        if any(line.sku_id not in self._lines for line in lines):
            raise LineGone
        self._replace(replace(line, is_ticked=self._lines[line.sku_id].is_ticked) for line in lines)

    def remove(self, sku_ids: Iterable[int]) -> None:
        gone = set(sku_ids)
        self._lines = {pk: line for pk, line in self._lines.items() if pk not in gone}
        self.is_changed = True

    def tick(self, sku_ids: Iterable[int]) -> None:
        self._replace(replace(self._lines[pk], is_ticked=True) for pk in sku_ids if pk in self._lines)

    def untick(self, sku_ids: Iterable[int]) -> None:
        self._replace(replace(self._lines[pk], is_ticked=False) for pk in sku_ids if pk in self._lines)

    def forget(self) -> None:
        """Deletes the cookie with the answer."""
        self._lines, self.is_changed, self.is_lost = {}, True, False

    def write(self, response: HttpResponseBase) -> None:
        if not self.is_changed:
            return
        if not self._lines:
            response.delete_cookie(COOKIE, samesite="Lax")
            return
        lines = [[each.sku_id, each.count, str(each.price), int(each.is_ticked)] for each in self._lines.values()]
        response.set_cookie(
            COOKIE,
            _TOKENS.make({"id": secrets.token_urlsafe(9), "lines": lines}),
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )

    def _read(self, token: str) -> None:
        """A cookie that is unsigned, stale, too long or of an older mall is no cart; it never stops a page."""
        try:
            if len(token) > MOST_CHARACTERS:
                raise TokenRefused
            held = _TOKENS.read(token)
            self.id, self._lines = str(held["id"]), _lines(held["lines"])
        except (TokenRefused, KeyError, TypeError, ValueError, InvalidOperation):
            self.is_lost = True

    def _replace(self, lines: Iterable[Line]) -> None:
        self._lines |= {line.sku_id: line for line in lines}
        self.is_changed = True


def guest_cart_of(request: HttpRequest) -> GuestCart:
    """One for each request, so that whoever reads it later sees what was written earlier."""
    cart: GuestCart | None = getattr(request, _ON_REQUEST, None)
    if cart is None:
        cart = GuestCart(request.COOKIES.get(COOKIE))
        setattr(request, _ON_REQUEST, cart)
    return cart


def write_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    cart: GuestCart | None = getattr(request, _ON_REQUEST, None)
    if cart is not None:
        cart.write(response)


def _lines(rows: list[Any]) -> dict[int, Line]:
    return {int(pk): Line(int(pk), int(count), Decimal(price), bool(ticked)) for pk, count, price, ticked in rows}
