"""What somebody is about to order, what it costs, and the ticket that lets them: nothing of it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from addresses.models import Address
from addresses.queries import addresses_of
from carts.queries import ticked_counts
from goods.queries.buying import Piece, pieces
from pricing.queries import quote_of
from pricing.quotes import Item, Quote
from users.models import User

from ..tickets import Seen, Ticket, write_ticket
from .placing import BadLine, LinesRefused, refuse_bad_lines


@dataclass(frozen=True)
class Chosen:
    """So many pieces of a SKU that is there, on the shelf or not."""

    piece: Piece
    count: int


@dataclass(frozen=True)
class Settlement:
    addresses: Sequence[Address]  # the default first
    address: Address | None  # where it goes; None for somebody without any
    lines: Sequence[Chosen]
    bad_lines: Sequence[BadLine]  # what cannot be ordered; then there is no ticket
    quote: Quote | None  # None where nothing is chosen
    ticket: str  # "" when nothing can be ordered like this
    is_cart: bool


def settle(*, user: User, counts: Mapping[int, int], address_id: int | None) -> Settlement:
    """These pieces by SKU, or, without any, what is ticked in the cart. Somebody else's address counts as none: the
    first one is taken then, as when none is given. Five queries, whatever is chosen."""
    wanted = counts or ticked_counts(user.pk)
    addresses = addresses_of(user)
    address = next((each for each in addresses if each.pk == address_id), addresses[0] if addresses else None)
    found = pieces(wanted)
    seen = {pk: Seen(count, found[pk].sku.price if pk in found else Decimal(0)) for pk, count in wanted.items()}
    lines, bad_lines = [Chosen(found[pk], wanted[pk]) for pk in wanted if pk in found], _bad_lines(seen, found)
    quote = _quote(lines, address) if lines else None
    ticket = Ticket(user_id=user.pk, lines=seen, is_cart=not counts, total=quote.total if quote else None)
    return Settlement(
        addresses=addresses,
        address=address,
        lines=lines,
        bad_lines=bad_lines,
        quote=quote,
        ticket=write_ticket(ticket) if lines and not bad_lines and address else "",
        is_cart=not counts,
    )


def _bad_lines(seen: Mapping[int, Seen], found: Mapping[int, Piece]) -> Sequence[BadLine]:
    try:
        refuse_bad_lines(seen, found)
    except LinesRefused as refusal:
        return refusal.lines
    return ()


def _quote(lines: Iterable[Chosen], address: Address | None) -> Quote:
    items = [
        Item(
            sku_id=line.piece.sku.pk,
            price=line.piece.sku.price,
            count=line.count,
            template_id=line.piece.freight_template_id,
        )
        for line in lines
    ]
    return quote_of(items, province_code=address.district_id // 10_000 * 10_000 if address else None)
