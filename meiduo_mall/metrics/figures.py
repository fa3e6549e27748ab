"""What the database knows of the business: nine questions, each along an index, of today or of what is still open.

Counters of the day begin anew at midnight of the mall, which Prometheus takes for a restart: `rate` and `increase` are
right. Every host says the same, so that rules ask for the maximum, not the sum.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from goods.queries.stock import stock_alarms
from notices.models import Notice
from orders.models import Order
from orders.states import PayMethod
from payment.models import Payment, Reconciliation, Refund

from .today import SumsOfToday

_UNTIL = "End of the last day that was compared with the gateway, since the epoch."
_OVERDUE_AFTER = timedelta(minutes=5)  # beat closes unpaid orders every minute


def figures() -> Iterator[Metric]:
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    yield from _orders(now, today)
    yield from _payments(now, today)
    yield from _refunds(now)
    yield from _stock()
    yield from _notices(now)
    yield from _reconciliation()


_placed = SumsOfToday(Order.objects.all, "placed_at", amount="total", group="pay_method")
_begun = SumsOfToday(Payment.objects.all, "started_at")
_paid = SumsOfToday(Payment.objects.all, "paid_at", amount="amount")


def forget() -> None:
    for sums in (_placed, _begun, _paid):
        sums.forget()


def _orders(now: datetime, today: datetime) -> Iterator[Metric]:
    count = CounterMetricFamily("mall_orders_placed", "Orders placed today.", labels=["pay_method"])
    money = CounterMetricFamily("mall_orders_placed_yuan", "What they come to.", labels=["pay_method"])
    found = _placed.ask(now, today)
    for method in PayMethod.values:
        placed, total = found.get(method, (0, Decimal(0)))
        count.add_metric([method], placed)
        money.add_metric([method], float(total))
    yield count
    yield money
    overdue = Order.objects.overdue(now - _OVERDUE_AFTER).count()
    yield _gauge("orders_overdue", "Unpaid orders that should have been closed five minutes ago.", overdue)


def _payments(now: datetime, today: datetime) -> Iterator[Metric]:
    nothing = (0, Decimal(0))
    begun, _none = _begun.ask(now, today).get("", nothing)
    paid, money = _paid.ask(now, today).get("", nothing)
    rest = Payment.objects.filter(
        Q(status__in=(Payment.Status.PENDING, Payment.Status.DISPUTED))
        | Q(status=Payment.Status.CLOSED, asked_at__gte=today)
    )
    found = dict(rest.order_by().values_list("status").annotate(Count("pk")))
    pending, disputed = found.get(Payment.Status.PENDING, 0), found.get(Payment.Status.DISPUTED, 0)
    closed = found.get(Payment.Status.CLOSED, 0)
    yield _counter("payments_begun", "Payments begun today.", begun)
    yield _counter("payments_paid", "Payments whose money came today.", paid)
    yield _counter("payments_paid_yuan", "What came.", money)
    yield _counter("payments_closed", "Payments that the gateway ended today without money: failed, given up.", closed)
    yield _gauge("payments_pending", "Payments that were begun and are neither paid nor closed.", pending)
    yield _gauge("payments_disputed", "Payments whose amount differs from ours; a person decides.", disputed)


def _refunds(now: datetime) -> Iterator[Metric]:
    is_asked = Q(status=Refund.Status.ASKED)
    found = Refund.objects.filter(status__in=(Refund.Status.ASKED, Refund.Status.FAILED)).aggregate(
        waiting=Count("pk", filter=is_asked & ~Q(payment=None)),
        since=Min("asked_at", filter=is_asked & ~Q(payment=None)),
        cash=Count("pk", filter=is_asked & Q(payment=None)),
        failed=Count("pk", filter=Q(status=Refund.Status.FAILED)),
    )
    yield _gauge("refunds_waiting", "Refunds that the gateway has not carried out.", found["waiting"])
    yield _gauge("refunds_oldest_seconds", "How long the oldest of them has waited.", _age(found["since"], now))
    yield _gauge("refunds_in_cash", "Refunds that somebody of the shop has to give back by hand.", found["cash"])
    yield _gauge("refunds_failed", "Refunds that the gateway refused; a person decides.", found["failed"])


def _stock() -> Iterator[Metric]:
    alarms = stock_alarms()
    yield _gauge("skus_low", "SKUs on the shelf with five pieces or fewer.", alarms.low)
    yield _gauge("skus_sold_out", "SKUs on the shelf with none.", alarms.none)


def _notices(now: datetime) -> Iterator[Metric]:
    is_due = Q(status=Notice.Status.WAITING, due_at__lte=now)
    has_failed = Q(status=Notice.Status.FAILED, due_at__gte=now - timedelta(days=1))
    found = Notice.objects.filter(is_due | has_failed).aggregate(
        due=Count("pk", filter=is_due), since=Min("due_at", filter=is_due), failed=Count("pk", filter=has_failed)
    )
    yield _gauge("notices_due", "Letters about orders that should be on their way.", found["due"])
    yield _gauge("notices_oldest_seconds", "How long the oldest of them has been due.", _age(found["since"], now))
    yield _gauge("notices_failed", "Letters that failed within a day.", found["failed"])


def _reconciliation() -> Iterator[Metric]:
    """Nothing before the first payment by a gateway: a mall may have none. Since that one, when no day was compared."""
    last = Reconciliation.objects.order_by("-day").values_list("day", "differences").first()
    if last is None:
        if first := Payment.objects.order_by("started_at").values_list("started_at", flat=True).first():
            yield _gauge("reconciled_until_seconds", _UNTIL, first.timestamp())
        return
    day, differences = last
    end = timezone.make_aware(datetime.combine(day, time())) + timedelta(days=1)
    yield _gauge("reconciliation_differences", "What differs from the gateway on the last day.", len(differences))
    yield _gauge("reconciled_until_seconds", _UNTIL, end.timestamp())


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0) if since else 0


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mall_{name}", text, value=float(value))


def _counter(name: str, text: str, value: float | Decimal) -> Metric:
    return CounterMetricFamily(f"mall_{name}", text, value=float(value))
