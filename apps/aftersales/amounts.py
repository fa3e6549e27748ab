"""What of a line's price goes back for some of its pieces; pure computation, exact to the fen."""

from decimal import Decimal
from typing import Protocol


class Bought(Protocol):
    """What is read of a line; amounts in yuan."""

    count: int
    refunded_count: int
    amount: Decimal
    discount_share: Decimal
    freight_share: Decimal


def amount_for(line: Bought, *, count: int, with_freight: bool) -> Decimal:
    """Yuan for so many further pieces of the line: the difference of what all pieces up to then have cost, so that the
    portions of a line add up to the line, in whatever portions it goes back."""
    goods = line.amount - line.discount_share
    first, last = line.refunded_count, line.refunded_count + count
    back = _up_to(last, line.count, goods) - _up_to(first, line.count, goods)
    if with_freight:
        back += _up_to(last, line.count, line.freight_share) - _up_to(first, line.count, line.freight_share)
    return back


def _up_to(pieces: int, count: int, amount: Decimal) -> Decimal:
    """What the first so many of `count` pieces have cost together, rounded down to the fen; all of them cost all."""
    fen = int(amount.scaleb(2)) * pieces // count
    return Decimal(fen).scaleb(-2)
