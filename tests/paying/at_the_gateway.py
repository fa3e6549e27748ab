"""Paying at the stand-in of Alipay, as a browser does; it and the mall talk over real sockets."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from ledger.queries import movement_of, unbalanced
from orders.models import Order
from payment import alipay
from payment.models import Payment
from sandbox import alipay_paying, alipay_store


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def begin(order):
    """The buyer starts to pay and is sent to the gateway, which opens its page. Returns the attempt."""
    client = client_of(order.user)
    begun = client.post(f"/payment/{order.number}/")
    going = client.get(begun["Location"])
    address = re.fullmatch(r"0; url=(.*)", going["Refresh"])[1]
    assert client.get(address)["Location"].startswith("/sandbox/alipay/")
    return Payment.objects.filter(order=order).latest("pk")


def open_page(payment):
    """What `begin` does at the gateway, for an attempt that was begun some time ago."""
    address = alipay.page_url(
        out_trade_no=payment.out_trade_no,
        amount=payment.amount,
        subject="订单",
        pay_by=payment.order.pay_by,
        return_url="http://testserver/payment/status/",
        notify_url=f"{settings.PUBLIC_BASE_URL}payment/notify/",
    )
    Client().get(address)


def press(payment, deed):
    """The buyer presses a button at the gateway. Returns the path and query of the page to return to."""
    answer = Client().post(f"/sandbox/alipay/{payment.out_trade_no}/", {"deed": deed})
    way_back = urlsplit(answer["Location"])
    return f"{way_back.path}?{way_back.query}"


def pay(order, deed="pay"):
    """Begins and ends it. Returns the attempt as it is then."""
    payment = begin(order)
    press(payment, deed)
    payment.refresh_from_db()
    return payment


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def trade_of(payment):
    """What the gateway knows."""
    return alipay_store.trade_with(payment.out_trade_no)


def notice_of(payment, **changed):
    """What the gateway would post, signed; `changed` was so when it signed."""
    trade = trade_of(payment)
    said = {**alipay_paying.said(trade), "trade_status": trade.status, "gmt_payment": trade.paid_at, **changed}
    return alipay_paying.signed({name: value for name, value in said.items() if value})


def money_of(order):
    """(came, went) according to the books, which are in balance."""
    assert unbalanced() == []
    movement = movement_of(order.number)
    return movement.came, movement.went
