"""What the SMS of the last days cost."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils.timezone import localdate

from . import sms_store
from .sending import PRICE_UNITS
from .store import codes_asked_for


@dataclass(frozen=True)
class Spend:
    """One provider on one day. `unclear` are SMS without an answer, which may have been sent; `yuan` is the price of
    both, at the price that SMS_PRICE_YUAN had when they were sent: the most that the bill can say."""

    day: date
    provider: str
    sent: int
    unclear: int
    yuan: Decimal


@dataclass(frozen=True)
class Budget:
    """Codes asked for today, and how many a day may have; a code is counted when it is asked for, sent or not."""

    asked_for: int
    cap: int


def spend(*, days: int) -> list[Spend]:
    """Of so many days up to today (at most 40 are kept), newest first; days without SMS are left out."""
    dates = [localdate() - timedelta(days=ago) for ago in range(days)]
    return [
        _spend(day, provider, counts)
        for day, counts in zip(dates, sms_store.spent(dates), strict=True)
        for provider in sorted({name.split(":")[0] for name in counts})
    ]


def budget() -> Budget:
    return Budget(codes_asked_for(localdate()), settings.SMS_DAILY_CAP_TOTAL)


def _spend(day: date, provider: str, counts: dict[str, int]) -> Spend:
    return Spend(
        day=day,
        provider=provider,
        sent=counts.get(f"{provider}:sent", 0),
        unclear=counts.get(f"{provider}:unclear", 0),
        yuan=Decimal(counts.get(f"{provider}:price", 0)) / PRICE_UNITS,
    )
