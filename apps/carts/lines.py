"""What a cart is, whoever it belongs to: lines of a SKU, a count and a tick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class CartRejected(Exception):
    """The cart stays as it was. `facts` fill the sentence that the shopper reads."""

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts


class CartFull(CartRejected):
    """The cart has as many lines as it may have."""


class MoreThanMost(CartRejected):
    """The pieces of one SKU, with those that are in the cart, would be more than one person can have."""


class LineGone(CartRejected):
    """What was to be changed is not, or no longer, in the cart."""


@dataclass(frozen=True)
class Line:
    """`price` is that of the moment when somebody put the SKU in or changed its count last, in yuan."""

    sku_id: int
    count: int
    price: Decimal
    is_ticked: bool = True


class Cart(Protocol):
    """Each change happens as a whole or not at all; a line that is not there is left alone by all but `change`."""

    #: How many lines there may be.
    limit: int
    #: Whether there was a cart that could not be read: its owner should be told.
    is_lost: bool

    def lines(self) -> dict[int, Line]:
        """By SKU id, the newest first."""

    def size(self) -> int:
        """How many lines there are."""

    def add(self, line: Line, *, most: int) -> None:
        """Puts more pieces in, `most` in all, and ticks the line. Raises MoreThanMost or CartFull."""

    def change(self, lines: Iterable[Line]) -> None:
        """Gives lines another count and price; ticks stay. Raises LineGone."""

    def remove(self, sku_ids: Iterable[int]) -> None: ...

    def tick(self, sku_ids: Iterable[int]) -> None: ...

    def untick(self, sku_ids: Iterable[int]) -> None: ...


@dataclass(frozen=True)
class Merged:
    """What became of the lines of a guest: how many arrived, the SKUs with fewer pieces than wanted, and those that
    found no room."""

    arrived: int = 0
    capped: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()


Caps = Mapping[int, int]  # by SKU id: how many pieces one person can have
