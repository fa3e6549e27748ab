"""The figures of the mall: sums of days, and how they compare. Money is counted in fen, exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

PERIODS = (1, 7, 30)  # days
MOST_DAYS = 2 * max(PERIODS)  # with the period before the longest


class Numbers(NamedTuple):
    """Of a day, of a part of one, or of several."""

    orders: int = 0
    #: Of the orders that are paid online: paid, and ended without having been paid. Open ones count as neither.
    paid_orders: int = 0
    lost_orders: int = 0
    received: int = 0
    refunds: int = 0
    refunded: int = 0
    users: int = 0

    @property
    def success(self) -> Decimal | None:
        """Percent of the orders whose payment was decided; None when there were none."""
        decided = self.paid_orders + self.lost_orders
        return Decimal(100 * self.paid_orders) / decided if decided else None


@dataclass(frozen=True)
class TopSku:
    sku_id: int
    name: str
    pieces: int
    amount: int


@dataclass(frozen=True)
class Figures:
    """What the mall did up to a moment."""

    at: datetime  # in the mall's time zone
    #: By age: today, yesterday, and so on.
    days: Sequence[Numbers]
    #: The same days up to the time of day that it is now.
    mornings: Sequence[Numbers]
    top: Sequence[TopSku]
    low_stock: int
    no_stock: int

    def of_last(self, days: int) -> Numbers:
        """Of so many days, today included."""
        return total(self.days[:days])

    def before_last(self, days: int) -> Numbers:
        """Of as long a time before: today is not over, so that the day in its place is counted up to this hour."""
        return total([self.mornings[days], *self.days[days + 1 : 2 * days]])

    def date_of(self, age: int) -> date:
        return self.at.date() - timedelta(days=age)


def total(parts: Iterable[Numbers]) -> Numbers:
    columns = list(zip(*parts, strict=True))
    return Numbers(*map(sum, columns)) if columns else Numbers()


def change(now: int, before: int) -> Decimal | None:
    """In percent; None when there was nothing before."""
    return Decimal(100 * (now - before)) / before if before else None


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2).quantize(Decimal("0.01"))
