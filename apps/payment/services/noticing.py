"""What the gateway says by itself: notices, which are the truth, and what a browser brings back, which is not."""

import logging
from collections.abc import Mapping

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from .. import alipay
from ..alipay import Unavailable
from ..models import Payment
from .asking import note_closed
from .recording import MoneyDiffers, record_money

logger = logging.getLogger(__name__)


class NoticeRefused(Exception):
    """It is not from Alipay, not for us, or not about what we asked for; the text says which, and no more."""


@sensitive_variables()
def take_notice(said: Mapping[str, str]) -> None:
    """Writes down what a notice says; the same notice again changes nothing. Raises NoticeRefused."""
    check_origin(said)
    payment = Payment.objects.filter(out_trade_no=said.get("out_trade_no", "")).first()
    if payment is None:
        raise NoticeRefused("order")
    try:
        trade = alipay.trade_in(said)
    except Unavailable:
        raise NoticeRefused("shape") from None
    if trade.is_paid:
        try:
            record_money(payment=payment, trade=trade)
        except MoneyDiffers:
            raise NoticeRefused("amount") from None
    elif trade.status == alipay.CLOSED_STATE:
        note_closed(payment)


@sensitive_variables()
def check_origin(said: Mapping[str, str]) -> None:
    """Signed by Alipay, for this app and this seller. Raises NoticeRefused."""
    if not alipay.is_offered() or not alipay.is_genuine(said):
        raise NoticeRefused("signature")
    if not constant_time_compare(said.get("app_id", ""), settings.ALIPAY_APP_ID):
        raise NoticeRefused("app")
    if not constant_time_compare(said.get("seller_id", ""), settings.ALIPAY_SELLER_ID):
        raise NoticeRefused("seller")
