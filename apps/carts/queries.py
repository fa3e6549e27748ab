"""Reading carts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from goods.queries.buying import Piece, pieces

from . import store
from .guest import guest_cart_of
from .lines import Cart, Line

FEW = 10  # pieces; from here down a line says how many are left


@dataclass(frozen=True)
class CartLine:
    """A line as it is now; `piece` is None for a SKU that was deleted. Amounts are in yuan."""

    line: Line
    piece: Piece | None

    @property
    def sku_id(self) -> int:
        return self.line.sku_id

    @property
    def count(self) -> int:
        return self.line.count

    @property
    def most(self) -> int:
        return self.piece.most if self.piece else 0

    @property
    def is_sellable(self) -> bool:
        return self.most > 0

    @property
    def is_on_shelf(self) -> bool:
        return self.piece is not None and self.piece.sku.is_launched

    @property
    def is_ticked(self) -> bool:
        return self.line.is_ticked

    @property
    def is_short(self) -> bool:
        """Whether there are fewer pieces than wanted."""
        return self.is_sellable and self.count > self.most

    @property
    def few_left(self) -> int:
        """Pieces, when there are only few; otherwise 0."""
        return self.piece.sku.stock if self.piece and self.is_sellable and self.piece.sku.stock <= FEW else 0

    @property
    def price(self) -> Decimal:
        return self.piece.sku.price if self.piece else self.line.price

    @property
    def dearer_by(self) -> Decimal:
        """Since it was put in; negative when it is cheaper now."""
        return self.price - self.line.price

    @property
    def amount(self) -> Decimal:
        return self.price * self.count


@dataclass(frozen=True)
class CartPage:
    """The lines that can be bought and those that cannot, each the newest first."""

    sellable: tuple[CartLine, ...]
    unavailable: tuple[CartLine, ...]
    limit: int

    @property
    def size(self) -> int:
        return len(self.sellable) + len(self.unavailable)

    @property
    def ticked(self) -> tuple[CartLine, ...]:
        return tuple(line for line in self.sellable if line.is_ticked)

    @property
    def piece_count(self) -> int:
        return sum(line.count for line in self.ticked)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.ticked), Decimal(0))

    @property
    def is_all_ticked(self) -> bool:
        return bool(self.sellable) and len(self.ticked) == len(self.sellable)

    @property
    def has_gone(self) -> bool:
        """Whether some line was deleted or is off the shelf, and not just sold out."""
        return any(not line.is_on_shelf for line in self.unavailable)


def cart_of(request: HttpRequest) -> Cart:
    """The cart of who is signed in, or of the guest."""
    if request.user.is_authenticated:
        return store.UserCart(request.user.pk)
    return guest_cart_of(request)


def cart_lines(cart: Cart, sku_ids: Iterable[int] | None = None) -> dict[int, CartLine]:
    """All lines, or those of these SKUs, with their goods as they are now; two queries."""
    lines = cart.lines()
    chosen = lines if sku_ids is None else {pk: lines[pk] for pk in sku_ids if pk in lines}
    found = pieces(chosen)
    return {pk: CartLine(line, found.get(pk)) for pk, line in chosen.items()}


def cart_page(cart: Cart) -> CartPage:
    lines = cart_lines(cart).values()
    return CartPage(
        sellable=tuple(line for line in lines if line.is_sellable),
        unavailable=tuple(line for line in lines if not line.is_sellable),
        limit=cart.limit,
    )


def cart_lines_of(user_id: int) -> list[CartLine]:
    """Everything in the cart of this person."""
    return list(cart_lines(store.UserCart(user_id)).values())


def ticked_counts(user_id: int) -> dict[int, int]:
    """SKU id → count of the lines that are ticked; Redis alone is asked."""
    return store.ticked_counts(user_id)


def size_for_masthead(request: HttpRequest) -> int | None:
    """How many lines there are; None when this request does not tell: the page may be kept for all strangers, who
    then ask for their number by themselves."""
    if request.user.is_authenticated:
        return store.size_or_none(request.user.pk)
    cart = guest_cart_of(request)
    return cart.size() or None
