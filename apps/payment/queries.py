"""Reading for the pages of payment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.models import Order
from users.models import User

from . import alipay
from .models import Payment, Refund


@dataclass(frozen=True)
class PayPage:
    """What there is to pay, and whether it can be paid; `pending` is the attempt that was begun. Yuan."""

    order: Order
    is_payable: bool
    pending: Payment | None


@dataclass(frozen=True)
class Result:
    """What became of a payment; `returned` came twice or too late, and goes back. Yuan."""

    order: Order
    amount: Decimal
    status: str
    paid_at: datetime | None
    is_returned: bool


def pay_page(*, user: User, number: str) -> PayPage:
    """Raises Order.DoesNotExist for one that is not theirs."""
    order = Order.objects.of(user).get(number=number)
    is_payable = alipay.is_offered() and order.is_payable and not order.is_cash and order.total > 0
    begun = Payment.objects.pending().select_related("order")
    pending = begun.filter(order=order, amount=order.total).order_by("-attempt").first()
    return PayPage(order=order, is_payable=is_payable, pending=pending if is_payable else None)


def payment_with(*, user: User, out_trade_no: str) -> Payment:
    """Raises Payment.DoesNotExist for one that is not theirs."""
    return Payment.objects.of(user).select_related("order").get(out_trade_no=out_trade_no)


def result_of(*, user: User, out_trade_no: str) -> Result:
    """As the database has it, whatever an address says. Raises Payment.DoesNotExist."""
    payment = payment_with(user=user, out_trade_no=out_trade_no)
    return Result(
        order=payment.order,
        amount=payment.amount,
        status=payment.status,
        paid_at=payment.paid_at,
        is_returned=bool(payment.outcome) and not payment.is_usable,
    )


def refunds_of(order: Order) -> list[Refund]:
    """Oldest first."""
    return list(Refund.objects.filter(order=order).order_by("pk"))
