"""A buyer begins to pay."""

from django.db import transaction

from orders.models import Order
from orders.services.cancelling import close_if_overdue
from users.models import User

from .. import alipay
from ..alipay import Refused, Unavailable
from ..models import Payment
from .asking import ask_about
from .recording import next_attempt


class NotPayable(Exception):
    """The order is paid, cancelled, or paid for at the door."""


class GatewayOff(Exception):
    """This mall has no account at Alipay."""


def start_payment(*, user: User, number: str) -> Payment:
    """An attempt to pay the whole order, which the buyer is then sent to the gateway with. The pending one is used
    again, as long as the gateway has not ended it. Raises Order.DoesNotExist, GatewayOff or NotPayable."""
    order = Order.objects.of(user).get(number=number)
    if not alipay.is_offered():
        raise GatewayOff
    close_if_overdue(order)
    _ask_about_last(order)
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not is_payable_online(order):
            raise NotPayable
        pending = Payment.objects.pending().filter(order=order, amount=order.total).order_by("-attempt").first()
        return pending or _new_attempt(order)


def is_payable_online(order: Order) -> bool:
    return order.is_payable and not order.is_cash and order.total > 0


def _ask_about_last(order: Order) -> None:
    """What the gateway has ended, or what was paid there, is not paid again. A gateway that is away keeps nobody from
    trying."""
    pending = Payment.objects.pending().filter(order=order).order_by("-attempt").first()
    if pending:
        try:
            ask_about(pending)
        except (Unavailable, Refused):
            return


def _new_attempt(order: Order) -> Payment:
    attempt = next_attempt(order.pk)
    number = f"{order.number}_{attempt}"
    return Payment.objects.create(order=order, attempt=attempt, out_trade_no=number, amount=order.total)
