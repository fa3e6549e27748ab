"""What happened in the mall at some moments of China."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ledger.models import Account, Entry, Kind, Posting

CHINA = ZoneInfo("Asia/Shanghai")
#: It is a Monday afternoon.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=CHINA)


def at(text):
    """A moment of China, for example "11-22 23:59:59.999999"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def post(kind, amount, moment):
    """A movement of money in the ledger, with both of its entries."""
    amount = Decimal(amount)
    key = f"{kind}:{moment.isoformat()}:{Posting.objects.count()}"
    posting = Posting.objects.create(key=key, kind=kind, order_number="2", at=moment)
    where, whose = _ACCOUNTS[kind]
    sign = 1 if kind in (Kind.PAYMENT, Kind.CASH_IN, Kind.UNUSABLE) else -1
    entries = [Entry(account=where, amount=sign * amount), Entry(account=whose, amount=-sign * amount)]
    for entry in entries:
        entry.posting = posting
    Entry.objects.bulk_create(entries)


_ACCOUNTS = {
    Kind.PAYMENT: (Account.GATEWAY, Account.ORDERS),
    Kind.REFUND: (Account.GATEWAY, Account.ORDERS),
    Kind.UNUSABLE: (Account.GATEWAY, Account.OWED_BACK),
    Kind.RETURN: (Account.GATEWAY, Account.OWED_BACK),
    Kind.CASH_IN: (Account.CASH, Account.ORDERS),
    Kind.CASH_OUT: (Account.CASH, Account.ORDERS),
}
