"""Reading requests, and what may be asked for, for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from orders.line_actions import LineAction
from orders.models import OrderLine
from orders.states import RECEIVED, Status
from payment.models import Refund
from users.models import User

from .amounts import amount_for
from .models import AfterSale, AfterSaleEvent
from .rules import AfterSaleRejected, kinds_for, most_of
from .states import Kind

PAGE_SIZE = 10
#: An order in another state has no open request.
_WITH_REQUESTS = frozenset({Status.REFUNDING, *RECEIVED})


@dataclass(frozen=True)
class Offer:
    """What may be asked for with a line now; amounts in yuan for all of its pieces that are left."""

    kinds: Sequence[Kind]
    most: int
    amount: Decimal
    freight: Decimal  # comes on top

    @property
    def is_before_shipping(self) -> bool:
        return Kind.REFUND in self.kinds


def line_of(user: User, *, number: str, line_id: int) -> OrderLine:
    """With its order. Raises OrderLine.DoesNotExist for what is not this person's."""
    return OrderLine.objects.select_related("order").get(pk=line_id, order__number=number, order__user=user)


def open_request_of(line: OrderLine) -> AfterSale | None:
    return AfterSale.objects.open().filter(line=line).first()


def offer_for(line: OrderLine, *, has_open: bool) -> Offer:
    """Raises what `rules` raises when nothing may be asked for."""
    kinds = kinds_for(line.order)
    most = most_of(line, has_open=has_open)
    goods = amount_for(line, count=most, with_freight=False)
    whole = amount_for(line, count=most, with_freight=True)
    return Offer(kinds=kinds, most=most, amount=goods, freight=whole - goods)


def requests_page(user: User, *, page: str) -> Page[AfterSale]:
    """A page of somebody's requests, newest first; one that there is not is the nearest that there is."""
    return Paginator(_with_line(AfterSale.objects.of(user)), PAGE_SIZE).get_page(page)


def request_of(user: User, aftersale_id: int) -> AfterSale:
    """Raises AfterSale.DoesNotExist for what is not this person's."""
    return _with_line(AfterSale.objects.of(user)).get(pk=aftersale_id)


def money_of(aftersale: AfterSale) -> Refund | None:
    """What became of the money; None while it was not decided, and for what was a present."""
    return Refund.objects.filter(key=aftersale.money_key).first()


def timeline_of(aftersale: AfterSale) -> list[AfterSaleEvent]:
    """Newest first."""
    return list(aftersale.events.order_by("-pk"))


def actions_of_lines(lines: Sequence[OrderLine]) -> Mapping[int, Sequence[LineAction]]:
    """Of the lines of one order (orders.line_actions): the way to the open request of each, or to a new one; in
    one query, none for an order in a state without requests."""
    may_have_one = [line for line in lines if line.order.status in _WITH_REQUESTS]
    present = AfterSale.objects.open().filter(line__in=may_have_one)
    open_ones = {aftersale.line_id: aftersale for aftersale in present} if may_have_one else {}
    found = {line.pk: _action(line, open_ones.get(line.pk)) for line in lines}
    return {line_id: [action] for line_id, action in found.items() if action}


def _action(line: OrderLine, present: AfterSale | None) -> LineAction | None:
    if present:
        return LineAction(_("查看售后"), present.get_absolute_url())
    try:
        offer = offer_for(line, has_open=False)
    except AfterSaleRejected:
        return None
    text = _("申请退款") if offer.is_before_shipping else _("申请售后")
    return LineAction(text, reverse("aftersales:ask", args=(line.order.number, line.pk)))


def _with_line(rows: QuerySet[AfterSale]) -> QuerySet[AfterSale]:
    return rows.select_related("line", "order").order_by("-pk")
