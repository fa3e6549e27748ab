"""What a settlement page showed, signed: the order is made of this and nothing else, once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from utils.tokens import TokenRefused, Tokens

_TOKENS = Tokens(salt="orders.settlement", seconds=2 * 3600)


@dataclass(frozen=True)
class Seen:
    """What was shown of a SKU: so many pieces, at this price in yuan."""

    count: int
    price: Decimal


@dataclass(frozen=True)
class Ticket:
    user_id: int
    lines: Mapping[int, Seen]  # by SKU
    #: Whether the goods lie in the cart, and leave it with the order; otherwise they were bought at once.
    is_cart: bool
    #: What the page said that the order costs, in yuan; None where it said nothing.
    total: Decimal | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def counts(self) -> dict[int, int]:
        return {pk: seen.count for pk, seen in self.lines.items()}


def write_ticket(ticket: Ticket) -> str:
    lines = [[pk, seen.count, str(seen.price)] for pk, seen in ticket.lines.items()]
    total = None if ticket.total is None else str(ticket.total)
    return _TOKENS.make(
        {"id": ticket.id, "user": ticket.user_id, "cart": ticket.is_cart, "lines": lines, "total": total}
    )


def read_ticket(text: str, *, user_id: int) -> Ticket:
    """Raises TokenExpired after two hours, or TokenRefused (utils.tokens), also for the ticket of somebody else."""
    held = _TOKENS.read(text)
    if held["user"] != user_id:
        raise TokenRefused
    lines = {pk: Seen(count, Decimal(price)) for pk, count, price in held["lines"]}
    total = None if held["total"] is None else Decimal(held["total"])
    return Ticket(user_id=user_id, lines=lines, is_cart=held["cart"], total=total, id=held["id"])
