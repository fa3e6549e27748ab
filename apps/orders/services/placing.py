"""People order. One order for each settlement page, made of what that page showed, or none at all."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from addresses.queries import ParcelAddress, address_for_parcel
from carts.queries import ticked_counts
from carts.services import take_out
from goods.queries.buying import Piece, pieces
from pricing.queries import quote_of
from pricing.quotes import Item, Quote
from users.models import User
from utils.kept_sql import KeptQuestion, insert_rows
from utils.refusals import WaitFirst

from ..models import InvoiceKind, Order, OrderLine
from ..numbers import new_number
from ..states import Change, PayMethod, Status
from ..store import begin_order
from ..tickets import Seen, Ticket
from . import stock
from .moving import BUYER, OrderRejected, note_event

logger = logging.getLogger(__name__)

_ACTIVE = KeptQuestion(lambda user: User.objects.filter(pk=user, is_active=True).values_list("pk"))

_TRIES = 3  # for a number that nobody has


class NothingChosen(OrderRejected):
    """There is no line to order."""


class AddressGone(OrderRejected):
    """The address is not, or no longer, one of this person's."""


class CartChanged(OrderRejected):
    """What is ticked in the cart is not what the page showed."""


class AmountChanged(OrderRejected):
    """The order costs something else than the page said: the freight, a reduction, or where it goes is another."""


class BuyerInactive(OrderRejected):
    """The account was locked or erased in this moment."""


class TooManyOrders(WaitFirst, OrderRejected):
    """So many orders in so short a time would keep goods from everybody else."""


class Fault(StrEnum):
    """Why a line cannot be ordered as it was shown."""

    GONE = "gone"  # deleted, or off the shelf
    DEARER = "price"  # the price is another one now
    SHORT = "stock"  # there are fewer pieces than wanted
    LIMIT = "limit"  # more pieces than one person may have


@dataclass(frozen=True)
class BadLine:
    """A line that kept the order from being made; `piece` is None for a deleted SKU."""

    sku_id: int
    fault: Fault
    seen: Seen
    piece: Piece | None = None


class LinesRefused(OrderRejected):
    """Some lines cannot be ordered as they were shown."""

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__(lines)
        self.lines = lines


@dataclass(frozen=True)
class Wishes:
    """What the buyer chose beside the goods."""

    address_id: int
    pay_method: PayMethod = PayMethod.ALIPAY
    remark: str = ""
    invoice_kind: InvoiceKind = InvoiceKind.NONE
    invoice_title: str = ""
    invoice_tax_number: str = ""


def place_order(*, user: User, ticket: Ticket, wishes: Wishes) -> Order:
    """Makes the order, takes its stock and writes its timeline: all or nothing. A ticket that was used already gives
    the order that it made. After the commit the goods leave the cart. What costs nothing is paid at once.

    Raises NothingChosen, CartChanged, AddressGone, LinesRefused, AmountChanged, TooManyOrders or BuyerInactive.
    """
    if not ticket.lines:
        raise NothingChosen
    try:
        return _place(user, ticket, wishes)
    except OrderRejected:  # of a second try: the cart is empty by then, and its last pieces are in the order
        if made := _order_of(ticket):
            return made
        raise


def _place(user: User, ticket: Ticket, wishes: Wishes) -> Order:
    if ticket.is_cart and ticked_counts(user.pk) != ticket.counts:
        raise CartChanged
    address = address_for_parcel(user_id=user.pk, address_id=wishes.address_id)
    if address is None:
        raise AddressGone
    found = pieces(ticket.lines)
    refuse_bad_lines(ticket.lines, found)
    quote = quote_of(_items(ticket.lines, found), province_code=address.province_code)
    if ticket.total not in (None, quote.total):
        raise AmountChanged
    if wait := begin_order(user.pk):
        raise TooManyOrders(wait)
    order = _draft(ticket=ticket, address=address, wishes=wishes, quote=quote)
    for _try in range(_TRIES):
        try:
            return _write(order, ticket, found, quote)
        except IntegrityError:
            order.pk, order.number = None, new_number(order.placed_at)
            if made := _order_of(ticket):
                return made
    raise RuntimeError("no free number for an order")


def refuse_bad_lines(lines: Mapping[int, Seen], found: Mapping[int, Piece]) -> None:
    """Raises LinesRefused with every line that cannot be ordered like this."""
    bad = [
        BadLine(pk, fault, seen, found.get(pk)) for pk, seen in lines.items() if (fault := _fault(seen, found.get(pk)))
    ]
    if bad:
        raise LinesRefused(bad)


def _fault(seen: Seen, piece: Piece | None) -> Fault | None:
    if piece is None or not piece.sku.is_launched:
        return Fault.GONE
    if piece.sku.price != seen.price:
        return Fault.DEARER
    if piece.sku.stock < seen.count:
        return Fault.SHORT
    return Fault.LIMIT if piece.most < seen.count else None


def _order_of(ticket: Ticket) -> Order | None:
    return Order.objects.filter(user=ticket.user_id, token=ticket.id).first()


def _items(lines: Mapping[int, Seen], found: Mapping[int, Piece]) -> list[Item]:
    return [
        Item(sku_id=pk, price=seen.price, count=seen.count, template_id=found[pk].freight_template_id)
        for pk, seen in lines.items()
    ]


def _draft(*, ticket: Ticket, address: ParcelAddress, wishes: Wishes, quote: Quote) -> Order:
    now = timezone.now()
    is_free = not quote.total
    is_cash = wishes.pay_method == PayMethod.CASH
    is_ready = is_free or is_cash
    return Order(
        number=new_number(now),
        user_id=ticket.user_id,
        token=ticket.id,
        language=get_language() or "",
        status=Status.TO_SHIP if is_ready else Status.UNPAID,
        pay_method=wishes.pay_method,
        goods_amount=quote.goods,
        freight=quote.freight,
        discount=quote.discount,
        total=quote.total,
        explanation=list(quote.explanation),
        receiver=address.receiver,
        mobile=address.mobile,
        phone=address.phone,
        area=address.area,
        place=address.place,
        remark=wishes.remark,
        invoice_kind=wishes.invoice_kind,
        invoice_title=wishes.invoice_title,
        invoice_tax_number=wishes.invoice_tax_number,
        placed_at=now,
        paid_at=now if is_free else None,
        pay_by=None if is_ready else now + timedelta(minutes=settings.ORDER_PAY_MINUTES),
    )


def _write(order: Order, ticket: Ticket, found: Mapping[int, Piece], quote: Quote) -> Order:
    """The order first: a second one of the same ticket waits there. Its lines last: each locks its SKU, which is ours
    by then, whereas two orders that had read it could both not go on to write."""
    with transaction.atomic():
        insert_rows([order])
        if not _ACTIVE.first(order.user_id):
            raise BuyerInactive
        if not stock.take({pk: stock.Wanted(seen.count, seen.price) for pk, seen in ticket.lines.items()}):
            refuse_bad_lines(ticket.lines, pieces(ticket.lines))
            raise LinesRefused([BadLine(pk, Fault.SHORT, seen, found[pk]) for pk, seen in ticket.lines.items()])
        insert_rows(_lines(order, ticket, found, quote))
        note_event(order.pk, Change.PLACE, by=BUYER, status=order.status)
        if ticket.is_cart:
            transaction.on_commit(partial(_empty_cart, order.user_id, ticket.counts))
    logger.info("order %s: %d lines, %s yuan", order.number, len(ticket.lines), order.total)
    return order


def _lines(order: Order, ticket: Ticket, found: Mapping[int, Piece], quote: Quote) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            sku=found[pk].sku,
            name=found[pk].sku.name,
            specification=found[pk].specification,
            renditions=found[pk].sku.renditions,
            price=seen.price,
            count=seen.count,
            amount=seen.price * seen.count,
            discount_share=quote.shares[pk].discount,
            freight_share=quote.shares[pk].freight,
        )
        for pk, seen in ticket.lines.items()
    ]


def _empty_cart(user_id: int, counts: Mapping[int, int]) -> None:
    """The order stands by now: a cart that cannot be reached keeps its lines, and nobody is told that nothing was
    ordered."""
    try:
        take_out(user_id=user_id, counts=counts)
    except Exception:
        logger.exception("the goods of an order stay in the cart of user %d", user_id)
