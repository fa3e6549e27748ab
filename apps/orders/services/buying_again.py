"""What was bought goes into the cart once more."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from carts.lines import Cart, CartFull, Line, MoreThanMost
from goods.queries.buying import Piece, pieces
from users.models import User

from ..models import Order, OrderLine


@dataclass
class Again:
    """What became of the lines of an order: some of their pieces are in the cart, or why not all of them."""

    added: list[OrderLine] = field(default_factory=list)
    gone: list[OrderLine] = field(default_factory=list)  # off the shelf
    short: list[OrderLine] = field(default_factory=list)  # fewer pieces than then, or none, can be had by now
    left_out: list[OrderLine] = field(default_factory=list)  # the cart is full


def buy_again(*, user: User, number: str, cart: Cart) -> Again:
    """Puts of each line as many pieces as can be had, up to those of then, into this cart at today's price. Raises
    Order.DoesNotExist."""
    order = Order.objects.of(user).get(number=number)
    lines = list(OrderLine.objects.filter(order=order))
    return _put(cart, lines, pieces([line.sku_id for line in lines]))


def _put(cart: Cart, lines: Sequence[OrderLine], found: dict[int, Piece]) -> Again:
    again = Again()
    for line in lines:
        piece = found[line.sku_id]
        if not piece.sku.is_launched:
            again.gone.append(line)
            continue
        try:
            count = _add(cart, piece, min(line.count, piece.most))
        except CartFull:
            again.left_out.append(line)
            continue
        if count:
            again.added.append(line)
        if count < line.count:
            again.short.append(line)
    return again


def _add(cart: Cart, piece: Piece, count: int) -> int:
    """Returns how many pieces went in; with those that lay there before they may be too many. Raises CartFull."""
    if not count:
        return 0
    line = Line(piece.sku.pk, count, piece.sku.price)
    try:
        cart.add(line, most=piece.most)
    except MoreThanMost as refusal:
        return _add(cart, piece, max(piece.most - int(str(refusal.facts["in_cart"])), 0))
    return count
