"""Reading a person's orders for lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from users.models import User

from ..models import Order
from ..states import Status

PAGE_SIZE = 10
RECENT = 2  # on the account's home page


@dataclass(frozen=True)
class Tab:
    """Orders of some states under one name; of all of them, where none is named."""

    key: str
    text: Promise
    states: frozenset[Status] = frozenset()


TABS = (
    Tab("all", _("全部")),
    Tab("unpaid", _("待支付"), frozenset({Status.UNPAID})),
    Tab("to_ship", _("待发货"), frozenset({Status.TO_SHIP})),
    Tab("shipped", _("待收货"), frozenset({Status.SHIPPED})),
    Tab("to_review", _("待评价"), frozenset({Status.TO_REVIEW})),
    Tab("done", _("已完成"), frozenset({Status.DONE})),
    Tab("refunds", _("退款"), frozenset({Status.REFUNDING, Status.REFUNDED})),
    Tab("cancelled", _("已取消"), frozenset({Status.CANCELLED})),
)
_BY_KEY = {tab.key: tab for tab in TABS}


@dataclass(frozen=True)
class CountedTab:
    tab: Tab
    count: int


@dataclass(frozen=True)
class OrderList:
    """A page of the orders under one tab, newest first, with their lines; and how many there are under each."""

    page: Page[Order]
    tabs: list[CountedTab]
    tab: Tab


@dataclass(frozen=True)
class Recent:
    """The newest orders with their lines, and how many there are under each tab."""

    orders: list[Order]
    tabs: list[CountedTab]

    @property
    def count(self) -> int:
        return self.tabs[0].count


def orders_page(user: User, *, tab: str, page: str) -> OrderList:
    """In three queries. A tab or a page that there is not is the nearest that there is."""
    chosen = _BY_KEY.get(tab, TABS[0])
    tabs = _counted(user)
    rows = _with_lines(user)
    if chosen.states:
        rows = rows.filter(status__in=chosen.states)
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = next(each.count for each in tabs if each.tab is chosen)  # known: not asked for once more
    return OrderList(page=paginator.get_page(page), tabs=tabs, tab=chosen)


def recent_orders(user: User) -> Recent:
    """In three queries, one for somebody who ordered nothing."""
    tabs = _counted(user)
    return Recent(orders=list(_with_lines(user)[:RECENT]) if tabs[0].count else [], tabs=tabs)


def _with_lines(user: User) -> QuerySet[Order]:
    return Order.objects.of(user).listed().order_by("-pk").prefetch_related("lines")


def _counted(user: User) -> list[CountedTab]:
    rows = Order.objects.of(user).listed().order_by().values_list("status").annotate(count=Count("pk"))
    count_of = partial(_count, {Status(status): count for status, count in rows})
    return [CountedTab(tab, count_of(tab.states or Status)) for tab in TABS]


def _count(counts: Mapping[Status, int], states: Iterable[Status]) -> int:
    return sum(counts.get(state, 0) for state in states)
