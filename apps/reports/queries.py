"""Reading the figures: four to six queries, whatever there is to count."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from goods.models import SKU
from goods.queries.stock import stock_alarms
from ledger.models import Account, Entry, Kind
from orders.models import Order, OrderLine
from orders.states import PayMethod, Status
from users.models import User

from . import store
from .figures import MOST_DAYS, PERIODS, Figures, Numbers, TopSku, total
from .series import Span, by_day

TOP = 10
_FRESH = (0, *PERIODS)  # ages
_ONLINE = Q(pay_method=PayMethod.ALIPAY)
_IN = Q(posting__kind__in=(Kind.PAYMENT, Kind.CASH_IN))
_OUT = Q(posting__kind__in=(Kind.REFUND, Kind.CASH_OUT))
_Parts = dict[tuple[int, bool], dict[str, int]]


def figures_now() -> Figures:
    """At most a minute old."""
    kept = store.kept()
    if kept is None:
        figures = figures_at(timezone.now())
        store.keep(_packed(figures))
        return figures
    return _unpacked(kept)


def figures_at(now: datetime) -> Figures:
    """Counts all days once an hour, and otherwise those that still change and those that are compared by the hour."""
    now = timezone.localtime(now)
    past = store.kept_past(now.date())
    if past is None:
        whole, mornings, top = count_all_days(now)
    else:
        fresh, mornings = numbers_by_age(Span(now, MOST_DAYS, ages=_FRESH))
        kept = enumerate(_numbers(past["days"]))
        whole = [fresh[age] if age in _FRESH else numbers for age, numbers in kept]
        top = tuple(TopSku(*sku) for sku in past["top"])
    alarms = stock_alarms()
    return Figures(now, whole, mornings, top, alarms.low, alarms.none)


def count_all_days(now: datetime) -> tuple[list[Numbers], list[Numbers], tuple[TopSku, ...]]:
    """The numbers of whole days and of their mornings (`numbers_by_age`), and what sold most; those of days that are
    over are kept for an hour. Takes seconds where there are a million orders."""
    whole, mornings = numbers_by_age(Span(now, MOST_DAYS))
    top = tuple(_top(Span(now, max(PERIODS)).since))
    store.keep_past(now.date(), {"days": [list(day) for day in whole], "top": [list(astuple(sku)) for sku in top]})
    return whole, mornings, top


def numbers_by_age(span: Span) -> tuple[list[Numbers], list[Numbers]]:
    """Of local days, today first: of the whole days, and of each up to the time of day that it is now."""
    parts: _Parts = {}
    for name, age, is_late, value in _counted(span):
        parts.setdefault((age, is_late), {})[name] = value
    mornings = [Numbers(**parts.get((age, False), {})) for age in range(span.days)]
    evenings = [Numbers(**parts.get((age, True), {})) for age in range(span.days)]
    return [total(day) for day in zip(mornings, evenings, strict=True)], mornings


def _counted(span: Span) -> Iterator[tuple[str, int, bool, int]]:
    """(name in Numbers, age of the day, whether it is its later part, how many or how much)."""
    orders = by_day(
        Order.objects.all(),
        "placed_at",
        span,
        orders=Count("pk"),
        paid_orders=Count("pk", filter=_ONLINE & Q(paid_at__isnull=False)),
        lost_orders=Count("pk", filter=_ONLINE & Q(paid_at=None) & ~Q(status=Status.UNPAID)),
    )
    money = by_day(
        Entry.objects.filter(account=Account.ORDERS),
        "posting__at",
        span,
        received=-Sum("amount", filter=_IN),
        refunds=Count("pk", filter=_OUT),
        refunded=Sum("amount", filter=_OUT),
    )
    users = by_day(User.objects.all(), "date_joined", span, users=Count("pk"))
    for row in [*orders, *money, *users]:
        age, is_late = row.pop("age"), bool(row.pop("is_late"))
        for name, value in row.items():
            yield name, age, is_late, _count_or_fen(value)


def _count_or_fen(value: int | Decimal | None) -> int:
    return value if isinstance(value, int) else round((value or Decimal(0)) * 100)


def _top(since: datetime) -> Iterator[TopSku]:
    """What was sold most since then, in pieces that were kept."""
    sold = OrderLine.objects.filter(order__placed_at__gte=since).exclude(
        order__status__in=(Status.UNPAID, Status.CANCELLED)
    )
    kept = F("count") - F("refunded_count")
    sums = sold.order_by().values("sku_id").annotate(pieces=Sum(kept), yuan=Sum(kept * F("price")))
    best = list(sums.filter(pieces__gt=0).order_by("-pieces", "sku_id")[:TOP])
    names = dict(SKU.objects.filter(pk__in=[row["sku_id"] for row in best]).values_list("pk", "name"))
    for row in best:
        yield TopSku(row["sku_id"], names[row["sku_id"]], int(row["pieces"]), _count_or_fen(Decimal(row["yuan"])))


def _packed(figures: Figures) -> dict[str, Any]:
    return {
        "at": figures.at.isoformat(),
        "days": [list(day) for day in figures.days],
        "mornings": [list(day) for day in figures.mornings],
        "top": [list(astuple(sku)) for sku in figures.top],
        "stock": [figures.low_stock, figures.no_stock],
    }


def _unpacked(kept: dict[str, Any]) -> Figures:
    return Figures(
        timezone.localtime(datetime.fromisoformat(kept["at"])),
        _numbers(kept["days"]),
        _numbers(kept["mornings"]),
        tuple(TopSku(*sku) for sku in kept["top"]),
        *kept["stock"],
    )


def _numbers(rows: Sequence[Sequence[int]]) -> list[Numbers]:
    return [Numbers(*row) for row in rows]
