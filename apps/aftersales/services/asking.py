"""A buyer asks for money back, takes the wish back, or says which parcel brings the goods."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from PIL import Image

from orders.models import Order, OrderLine
from orders.services import refunding
from orders.services.moving import BUYER
from users.models import User
from utils import pictures
from utils.pictures import Rendition

from ..amounts import amount_for
from ..models import MOST_PICTURES, AfterSale, gives_freight_back
from ..rules import BEFORE_SHIPPING, MOST_IN_VAIN, KindGone, TooMany, TooOften, kinds_for, most_of
from ..states import Change, Kind, Reason, Status
from .moving import move, note_event

logger = logging.getLogger(__name__)

PICTURE_FOLDER = "aftersales"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, and why."""

    kind: Kind
    count: int
    reason: Reason
    text: str = ""


def ask(*, user: User, number: str, line_id: int, wish: Wish, evidence: Sequence[Image.Image] = ()) -> AfterSale:
    """Makes the request and fixes its amount. An order that was not shipped yet is held until it is decided.

    All or nothing; the files of the pictures are deleted when it is nothing. Raises OrderLine.DoesNotExist for a line
    that is not this person's, or what `rules` raises.
    """
    line = OrderLine.objects.select_related("order").get(pk=line_id, order__number=number, order__user=user)
    _check(line.order, line, wish)  # before anything is stored
    stored: list[list[Rendition]] = []
    try:
        for picture in evidence[:MOST_PICTURES]:
            stored.append(pictures.store_master(picture, folder=PICTURE_FOLDER))
        with transaction.atomic():
            return _write(line.order_id, line_id, wish, stored)
    except Exception:
        pictures.delete_pictures(rendition for renditions in stored for rendition in renditions)
        raise


def withdraw(*, user: User, aftersale_id: int) -> None:
    """The buyer changes their mind. Raises AfterSale.DoesNotExist, or NotNow."""
    order_id = AfterSale.objects.of(user).values_list("order_id", flat=True).get(pk=aftersale_id)
    with transaction.atomic():
        refunding.locked(order_id)
        move(aftersale_id, Change.WITHDRAW, by=BUYER)
        let_go(order_id)


def send_back(*, user: User, aftersale_id: int, carrier: str, tracking_number: str) -> None:
    """The buyer has sent the goods. Raises AfterSale.DoesNotExist, or NotNow."""
    order_id = AfterSale.objects.of(user).values_list("order_id", flat=True).get(pk=aftersale_id)
    with transaction.atomic():
        refunding.locked(order_id)
        parcel: dict[str, Any] = {"carrier": carrier, "tracking_number": tracking_number}
        move(aftersale_id, Change.SEND_BACK, by=BUYER, note=f"{carrier} {tracking_number}", **parcel)


def let_go(order_id: int, *, note: str = "") -> None:
    """Ships an order that was held on, unless another request holds it; in the transaction of the caller, which has
    locked the order."""
    if not AfterSale.objects.open().filter(order=order_id, kind=Kind.REFUND).exists():
        refunding.release(order_id, note=note)


def _check(order: Order, line: OrderLine, wish: Wish) -> None:
    if wish.kind not in kinds_for(order):
        raise KindGone
    if wish.count > most_of(line, has_open=AfterSale.objects.open().filter(line=line).exists()):
        raise TooMany
    if AfterSale.objects.in_vain().filter(line=line).count() >= MOST_IN_VAIN:
        raise TooOften


def _write(order_id: int, line_id: int, wish: Wish, stored: list[list[Rendition]]) -> AfterSale:
    """Under the lock of the order: whoever else asks, ships or refunds comes before or after."""
    order = refunding.locked(order_id)
    line = OrderLine.objects.get(pk=line_id)
    _check(order, line, wish)
    if wish.kind in BEFORE_SHIPPING:
        refunding.hold(order, note=f"{line.name} × {wish.count}")
    aftersale = AfterSale.objects.create(
        order=order,
        line=line,
        user_id=order.user_id,
        kind=wish.kind,
        count=wish.count,
        amount=amount_for(line, count=wish.count, with_freight=gives_freight_back(wish.kind, wish.reason)),
        reason=wish.reason,
        text=wish.text,
        pictures=stored,
    )
    note_event(aftersale.pk, Change.ASK, Status.REQUESTED, by=BUYER)
    logger.info("order %s: %s asked for, %s yuan", order.number, wish.kind, aftersale.amount)
    return aftersale
