from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from ledger.models import Posting
from ledger.queries import movement_of
from ledger.services import note_cash
from notices.models import Notice
from notices.wording import sentence_of
from orders.tests.factories import OrderFactory
from payment.models import Refund
from payment.services.refunding import NothingPaid, TooMuch, give_back, note_cash_given

pytestmark = pytest.mark.django_db

LETTER = {"username": "alice", "sentence": "", "link": "/", "subject": "", "home": "/"}


def money_of(order):
    """(came, went) according to the books."""
    movement = movement_of(order.number)
    return movement.came, movement.went


@pytest.fixture
def order():
    order = OrderFactory(status="to_review", pay_method="cash")
    note_cash(order_number=order.number, amount=order.total)
    return order


def refund(order, amount, key="aftersales:1"):
    give_back(order_id=order.pk, amount=amount, key=key, reason="坏了")
    return Refund.objects.get(key=key)


def test_cash_waits_for_somebody_to_give_it_back(order):
    made = refund(order, Decimal(5))

    assert (made.status, made.is_cash, money_of(order)) == ("asked", True, (order.total, 0))


def test_cash_that_was_given_back_is_in_the_books_once(order):
    made = refund(order, Decimal(5))

    assert [note_cash_given(refund_id=made.pk) for _ in range(2)] == [True, False]

    made.refresh_from_db()
    assert (made.status, money_of(order)) == ("done", (order.total, Decimal(5)))
    assert Posting.objects.count() == 2


def test_no_more_cash_goes_back_than_was_paid(order):
    refund(order, order.total - 1)

    with pytest.raises(TooMuch):
        refund(order, Decimal("1.01"), "aftersales:2")

    assert Refund.objects.count() == 1


def test_no_cash_goes_back_before_it_was_paid():
    order = OrderFactory(status="shipped", pay_method="cash")

    with pytest.raises(NothingPaid):
        refund(order, Decimal(1))


def test_buyer_is_not_told_that_cash_went_back_to_an_account(order):
    note_cash_given(refund_id=refund(order, Decimal(5)).pk)

    notice = Notice.objects.get(kind="refunded")
    letter = render_to_string("emails/notice_refunded.txt", {**LETTER, "is_about_cash": notice.is_about_cash})
    assert sentence_of(notice) == f"订单 {order.number} 的退款 ¥5.00 已用现金退给您。"
    assert "支付平台" not in letter
