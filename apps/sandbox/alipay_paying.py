"""What the buyer does at the stand-in of Alipay, and what it then tells the mall."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import requests
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.services.cancelling import close_if_overdue

from . import alipay_store
from .alipay_signing import signed
from .alipay_store import Trade

_BEIJING = ZoneInfo("Asia/Shanghai")
_NOTICE_TIMEOUT = 5  # seconds

#: What the buttons of its page do.
DEEDS = {
    "pay": _("付款"),
    "pay_quietly": _("付款，通知晚到"),
    "fail": _("付款失败"),
    "pay_late": _("晚一点付（订单先关闭）"),
    "pay_twice": _("付两次"),
    "pay_other_amount": _("付错金额"),
    "notify": _("再通知一次"),
}


def do(deed: str, trade: Trade) -> str:
    """Does what the button says, and returns where the buyer goes then."""
    _DO[deed](trade)
    return _way_back(trade)


def moment() -> str:
    return datetime.now(_BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def new_number() -> str:
    """28 digits, as Alipay's: the day first."""
    return f"{datetime.now(_BEIJING):%Y%m%d}{timezone.now().microsecond:06d}{alipay_store.next_serial():014d}"


def notify(trade: Trade, trade_no: str = "") -> str:
    """Posts a signed notice as Alipay does, and returns what the mall answered."""
    notice = {
        **said(trade, trade_no),
        "notify_id": f"{alipay_store.next_serial():032d}",
        "notify_type": "trade_status_sync",
        "notify_time": moment(),
        "trade_status": trade.status,
        "subject": trade.subject,
        "buyer_logon_id": "xia***@example.com",
        "gmt_payment": trade.paid_at,
    }
    filled = signed({name: value for name, value in notice.items() if value})
    try:
        return requests.post(trade.notify_url, data=filled, timeout=_NOTICE_TIMEOUT, allow_redirects=False).text
    except requests.RequestException as fault:  # the real one would try again for a day
        return type(fault).__name__


def said(trade: Trade, trade_no: str = "") -> dict[str, str]:
    """What every notice and every way back says of a trade."""
    return {
        "app_id": settings.ALIPAY_APP_ID,
        "auth_app_id": settings.ALIPAY_APP_ID,
        "seller_id": settings.ALIPAY_SELLER_ID,
        "charset": "utf-8",
        "version": "1.0",
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade_no or trade.trade_no,
        "total_amount": trade.total_amount,
    }


def _pay(trade: Trade) -> None:
    _take_money(trade)
    notify(trade)


def _take_money(trade: Trade) -> None:
    if trade.status == "WAIT_BUYER_PAY":
        trade.status, trade.paid_at = "TRADE_SUCCESS", moment()
        alipay_store.keep(trade)


def _fail(trade: Trade) -> None:
    """The bank said no, and the buyer gave up."""
    if trade.status == "WAIT_BUYER_PAY":
        trade.status = "TRADE_CLOSED"
        alipay_store.keep(trade)
        notify(trade)


def _pay_late(trade: Trade) -> None:
    """A bank that took its time: the mall has closed the order meanwhile."""
    number = trade.out_trade_no.partition("_")[0]
    Order.objects.filter(number=number, status="unpaid").update(pay_by=timezone.now())
    order = Order.objects.filter(number=number).first()
    if order:
        close_if_overdue(order)
    _pay(trade)


def _pay_twice(trade: Trade) -> None:
    _pay(trade)
    trade.second = new_number()
    alipay_store.keep(trade)
    notify(trade, trade.second)


def _pay_other_amount(trade: Trade) -> None:
    if trade.status == "WAIT_BUYER_PAY":
        trade.total_amount = f"{Decimal(trade.total_amount) + 1:.2f}"
    _pay(trade)


def _notify_again(trade: Trade) -> None:
    notify(trade)


_DO: dict[str, Callable[[Trade], None]] = {
    "pay": _pay,
    "pay_quietly": _take_money,
    "fail": _fail,
    "pay_late": _pay_late,
    "pay_twice": _pay_twice,
    "pay_other_amount": _pay_other_amount,
    "notify": _notify_again,
}


def _way_back(trade: Trade) -> str:
    answer = {**said(trade), "method": "alipay.trade.page.pay.return", "timestamp": moment()}
    return f"{trade.return_url}?{urlencode(signed(answer))}"
