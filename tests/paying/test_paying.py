"""Payments through the real client library and the stand-in: every row of docs/payment.md about money that comes."""

import pytest

from notices.models import Notice
from orders.tests.factories import OrderFactory
from payment.models import Payment, Refund
from payment.services import asking
from sandbox import alipay_store
from tests.paying.at_the_gateway import (
    begin,
    client_of,
    money_of,
    notice_of,
    open_page,
    pay,
    press,
    status_of,
    trade_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def make_overdue(order):
    type(order).objects.filter(pk=order.pk).update(pay_by="2026-11-01T00:00Z")


def test_payment_in_time_moves_the_order_on_and_is_in_the_books(gateway):
    order = OrderFactory()

    payment = pay(order)

    assert (payment.status, payment.outcome) == ("paid", "in_time")
    assert (status_of(order), money_of(order)) == ("to_ship", (order.total, 0))
    assert Notice.objects.get().key == f"paid:{order.number}"


def test_begun_payment_is_begun_once(gateway):
    order = OrderFactory()

    assert begin(order) == begin(order)


def test_attempt_that_failed_at_the_gateway_is_followed_by_another(gateway):
    order = OrderFactory()
    failed = pay(order, "fail")

    payment = pay(order)

    assert (failed.status, payment.attempt, payment.status) == ("closed", 2, "paid")
    assert (status_of(order), money_of(order)) == ("to_ship", (order.total, 0))


def test_late_payment_revives_the_order_while_its_goods_are_there(gateway):
    order = OrderFactory(lines=[{"sku__stock": 3, "count": 2}])

    payment = pay(order, "pay_late")  # the closing gave two pieces back, reviving took them again

    assert (payment.outcome, status_of(order)) == ("revived", "to_ship")
    assert order.lines.get().sku.stock == 3
    assert money_of(order) == (order.total, 0)


def test_late_payment_goes_back_when_its_goods_are_gone(gateway):
    order = OrderFactory(status="cancelled", lines=[{"sku__stock": 0}])
    payment = Payment.objects.create(order=order, attempt=1, out_trade_no=f"{order.number}_1", amount=order.total)
    open_page(payment)

    press(payment, "pay")

    payment.refresh_from_db()
    assert (payment.outcome, status_of(order)) == ("too_late", "cancelled")
    assert money_of(order) == (order.total, order.total)
    assert Refund.objects.get().status == "done"


def test_second_trade_under_the_same_number_goes_back(gateway):
    order = OrderFactory()

    pay(order, "pay_twice")

    kept, second = Payment.objects.filter(order=order).order_by("attempt")
    assert (kept.outcome, second.outcome) == ("in_time", "twice")
    assert (status_of(order), money_of(order)) == ("to_ship", (order.total * 2, order.total))
    assert list(Refund.objects.values_list("payment", "status")) == [(second.pk, "done")]


def test_second_attempt_goes_back(gateway):
    order = OrderFactory()
    first = begin(order)
    Payment.objects.filter(pk=first.pk).update(status="closed")
    second = begin(order)

    press(second, "pay")
    press(first, "pay")

    outcomes = Payment.objects.order_by("attempt").values_list("outcome", flat=True)
    assert (list(outcomes), money_of(order)) == (["twice", "in_time"], (order.total * 2, order.total))


def test_wrong_amount_pays_nothing_and_waits_for_somebody(gateway):
    order = OrderFactory()

    payment = pay(order, "pay_other_amount")

    assert (payment.status, status_of(order), money_of(order)) == ("disputed", "unpaid", (0, 0))
    assert payment.facts["amount"] == f"{order.total + 1:.2f}"
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("app", {"app_id": "2021000000000002"}),
        ("seller", {"seller_id": "2088000000000002"}),
        ("order", {"out_trade_no": "26112300000000000000_1"}),
        ("amount", {"total_amount": "0.01"}),
        ("shape", {"total_amount": "NaN"}),
        ("shape", {"trade_no": ""}),
    ],
)
def test_signed_notice_about_something_else_pays_nothing(gateway, client, caplog, reason, changed):
    order = OrderFactory()
    payment = begin(order)

    answer = client.post("/payment/notify/", notice_of(payment, trade_status="TRADE_SUCCESS", **changed))

    assert (answer.content, status_of(order), money_of(order)) == (b"fail", "unpaid", (0, 0))
    assert f"a notice of a payment was refused: {reason}" in caplog.messages


@pytest.mark.parametrize("sign", [None, "", "x", "5Y+v", "ä", "A" * 344], ids=repr)
def test_forged_notice_pays_nothing(gateway, client, sign):
    order = OrderFactory()
    said = notice_of(begin(order), trade_status="TRADE_SUCCESS")
    forged = {**said, "sign": sign} if sign is not None else {name: said[name] for name in said if name != "sign"}

    answer = client.post("/payment/notify/", forged)

    assert (answer.content, status_of(order)) == (b"fail", "unpaid")


def test_notice_changed_after_signing_pays_nothing(gateway, client):
    order, cheap = OrderFactory(), begin(OrderFactory())
    payment = begin(order)
    said = notice_of(cheap, trade_status="TRADE_SUCCESS")

    answer = client.post("/payment/notify/", {**said, "out_trade_no": payment.out_trade_no})

    assert (answer.content, status_of(order)) == (b"fail", "unpaid")


def test_repeated_notice_is_success_and_changes_nothing(gateway, client):
    order = OrderFactory()
    payment = pay(order)

    answers = [client.post("/payment/notify/", notice_of(payment)).content for _ in range(2)]
    press(payment, "notify")

    assert answers == [b"success", b"success"]
    assert (Payment.objects.count(), money_of(order)) == (1, (order.total, 0))


def test_notice_that_a_trade_was_closed_does_not_touch_what_was_paid(gateway, client):
    order = OrderFactory()
    payment = pay(order)

    answer = client.post("/payment/notify/", notice_of(payment, trade_status="TRADE_CLOSED"))

    payment.refresh_from_db()
    assert (answer.content, payment.status, status_of(order)) == (b"success", "paid", "to_ship")


def test_notice_comes_by_post_only(client, db):
    assert client.get("/payment/notify/").status_code == 405


def test_notice_before_return_shows_what_the_database_has(gateway):
    order = OrderFactory()
    way_back = press(begin(order), "pay")
    alipay_store.set_mood("broken")  # nobody is asked any more

    pages = [client_of(order.user).get(way_back) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert ["支付成功" in page.content.decode() for page in pages] == [True, True]


def test_return_before_notice_asks_the_gateway(gateway):
    order = OrderFactory()
    payment = begin(order)
    way_back = press(payment, "pay_quietly")
    assert status_of(order) == "unpaid"

    page = client_of(order.user).get(way_back)
    press(payment, "notify")

    assert "支付成功" in page.content.decode()
    assert (status_of(order), money_of(order)) == ("to_ship", (order.total, 0))


@pytest.mark.parametrize("mood", ["broken", "garbage", "refused"])
def test_return_while_the_gateway_is_away_says_that_nothing_is_known(gateway, mood):
    order = OrderFactory()
    way_back = press(begin(order), "pay_quietly")
    alipay_store.set_mood(mood)

    page = client_of(order.user).get(way_back)

    assert (page.status_code, "还没有收到付款" in page.content.decode(), status_of(order)) == (200, True, "unpaid")


def test_forged_return_says_so_and_asks_nobody(gateway):
    order = OrderFactory()
    payment = begin(order)
    press(payment, "pay_quietly")

    page = client_of(order.user).get(f"/payment/status/?out_trade_no={payment.out_trade_no}&sign=x&app_id=1")

    assert (page.status_code, "无法确认这次支付" in page.content.decode()) == (400, True)
    assert status_of(order) == "unpaid"


def test_return_to_the_payment_of_somebody_else_is_not_there(gateway):
    way_back = press(begin(OrderFactory()), "pay")

    assert client_of(OrderFactory().user).get(way_back).status_code == 404


def test_clock_asks_about_what_was_begun(gateway):
    order, waiting = OrderFactory(), OrderFactory()
    press(begin(order), "pay_quietly")
    begin(waiting)
    Payment.objects.update(started_at="2026-11-01T00:00Z")

    asking.ask_about_pending()

    assert [status_of(order), status_of(waiting)] == ["to_ship", "unpaid"]
    assert money_of(order) == (order.total, 0)


def test_order_whose_money_is_there_is_not_closed(gateway):
    order = OrderFactory()
    press(begin(order), "pay_quietly")
    make_overdue(order)

    asking.close_overdue_orders()

    assert (status_of(order), Payment.objects.get().outcome) == ("to_ship", "in_time")


def test_overdue_order_is_closed_and_its_trade_cannot_be_paid_any_more(gateway):
    order = OrderFactory()
    payment = begin(order)
    make_overdue(order)

    assert asking.close_overdue_orders() == 1
    press(payment, "pay")

    payment.refresh_from_db()
    assert (status_of(order), payment.status, money_of(order)) == ("cancelled", "closed", (0, 0))


@pytest.mark.parametrize("mood", ["broken", "garbage", "refused"])
def test_overdue_order_closes_while_the_gateway_is_away_and_late_money_revives_it(gateway, mood):
    order = OrderFactory(lines=[{"sku__stock": 5}])
    payment = begin(order)
    press(payment, "pay_quietly")
    make_overdue(order)
    alipay_store.set_mood(mood)
    assert asking.close_overdue_orders() == 1

    press(payment, "notify")

    payment.refresh_from_db()
    assert (status_of(order), payment.outcome) == ("to_ship", "revived")


def test_payment_of_a_cancelled_order_is_closed_at_the_gateway(gateway):
    order = OrderFactory()
    payment = begin(order)
    type(order).objects.update(status="cancelled")
    Payment.objects.update(started_at="2026-11-01T00:00Z")

    asking.ask_about_pending()

    payment.refresh_from_db()
    assert (payment.status, trade_of(payment).status) == ("closed", "TRADE_CLOSED")
