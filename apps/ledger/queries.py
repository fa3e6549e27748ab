"""Reading the books. Amounts are in yuan."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from .models import Account, Entry, Posting

_MONEY = (Account.GATEWAY, Account.CASH)
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class Movement:
    """What came for an order, and what went back."""

    came: Decimal
    went: Decimal

    @property
    def kept(self) -> Decimal:
        return self.came - self.went


def movement_of(order_number: str) -> Movement:
    """All money of one order, whoever handled it."""
    moved = Entry.objects.filter(posting__order_number=order_number, account__in=_MONEY)
    sums = moved.aggregate(came=Sum("amount", filter=Q(amount__gt=0)), went=Sum("amount", filter=Q(amount__lt=0)))
    return Movement(came=_yuan(sums["came"]), went=-_yuan(sums["went"]))


def unbalanced() -> list[str]:
    """The keys of postings whose entries do not add up to zero: there are none, unless somebody wrote to the tables
    by hand."""
    sums = Posting.objects.annotate(sum=Sum("entries__amount")).exclude(sum=0, sum__isnull=False)
    return [key for key, left in sums.order_by("pk").values_list("key", "sum") if left is None or _yuan(left)]


def missing(keys: Iterable[str]) -> list[str]:
    """Which of these movements were never written down."""
    wanted = list(keys)
    written = set(Posting.objects.filter(key__in=wanted).values_list("key", flat=True))
    return [key for key in wanted if key not in written]


def _yuan(amount: Decimal | None) -> Decimal:
    """To the fen: SQLite computes in binary."""
    return Decimal(amount or 0).quantize(_FEN)
