"""Writes down what money did, in the transaction of whoever saw it move. Amounts are in yuan.

Writing the same movement twice leaves one posting; writing another one under the same key raises PostingDiffers.
"""

from decimal import Decimal

from django.db import transaction

from .models import Account, Entry, Kind, Posting


class PostingDiffers(Exception):
    """The key stands for another movement already."""


#: Which account gains, and which one loses.
_ACCOUNTS = {
    Kind.PAYMENT: (Account.GATEWAY, Account.ORDERS),
    Kind.UNUSABLE: (Account.GATEWAY, Account.OWED_BACK),
    Kind.REFUND: (Account.ORDERS, Account.GATEWAY),
    Kind.RETURN: (Account.OWED_BACK, Account.GATEWAY),
    Kind.CASH_IN: (Account.CASH, Account.ORDERS),
    Kind.CASH_OUT: (Account.ORDERS, Account.CASH),
}


def note_payment(*, key: str, order_number: str, amount: Decimal) -> None:
    """Alipay has money for an order."""
    _post(Kind.PAYMENT, key, order_number, amount)


def note_unusable_payment(*, key: str, order_number: str, amount: Decimal) -> None:
    """Alipay has money that the order cannot use: it came too late, or twice."""
    _post(Kind.UNUSABLE, key, order_number, amount)


def note_refund(*, key: str, order_number: str, amount: Decimal) -> None:
    """Alipay gave back money that was paid for an order."""
    _post(Kind.REFUND, key, order_number, amount)


def note_return(*, key: str, order_number: str, amount: Decimal) -> None:
    """Alipay gave back money that the order could not use."""
    _post(Kind.RETURN, key, order_number, amount)


def note_cash(*, order_number: str, amount: Decimal) -> None:
    """The parcel of an order was paid for at the door: once for each order."""
    _post(Kind.CASH_IN, f"cash:{order_number}", order_number, amount)


def note_cash_refund(*, key: str, order_number: str, amount: Decimal) -> None:
    """Somebody of the shop gave cash back."""
    _post(Kind.CASH_OUT, key, order_number, amount)


def _post(kind: Kind, key: str, order_number: str, amount: Decimal) -> None:
    if not amount:  # a present: no money moved
        return
    if amount < 0:
        raise ValueError(f"{key}: {amount} yuan")
    with transaction.atomic():
        posting, is_new = Posting.objects.get_or_create(key=key, defaults={"kind": kind, "order_number": order_number})
        gaining, losing = _ACCOUNTS[kind]
        if is_new:
            gain, loss = Entry(account=gaining, amount=amount), Entry(account=losing, amount=-amount)
            gain.posting = loss.posting = posting
            Entry.objects.bulk_create([gain, loss])
        elif (posting.kind, posting.order_number) != (kind, order_number) or not Entry.objects.filter(
            posting=posting, account=gaining, amount=amount
        ).exists():
            raise PostingDiffers(key)
