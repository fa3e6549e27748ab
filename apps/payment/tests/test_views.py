from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order
from orders.tests.factories import OrderFactory
from payment.models import Payment
from users.tests.factories import UserFactory

from .factories import PaymentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def text_of(answer):
    return answer.content.decode()


def test_page_shows_the_amount_and_a_way_to_pay(client, alice):
    order = OrderFactory(user=alice)

    page = client.get(f"/payment/{order.number}/")

    assert (page.status_code, "用支付宝付款" in text_of(page), page.headers.get("Refresh")) == (200, True, None)
    assert not Payment.objects.exists()


def test_sending_the_form_begins_a_payment_of_what_the_database_says(client, alice):
    order = OrderFactory(user=alice)

    answer = client.post(f"/payment/{order.number}/", {"amount": "0.01", "total": "0.01"})

    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/payment/{order.number}/?to=alipay")
    assert (payment.amount, payment.status) == (order.total, "pending")


def test_page_goes_on_to_the_gateway_once_a_payment_was_begun(client, alice):
    order = OrderFactory(user=alice)
    client.post(f"/payment/{order.number}/")

    going = client.get(f"/payment/{order.number}/?to=alipay")
    staying = client.get(f"/payment/{order.number}/")

    assert going["Refresh"].startswith("0; url=/sandbox/alipay/gateway.do?")
    assert "Refresh" not in staying.headers


def test_page_does_not_go_on_when_nothing_was_begun(client, alice):
    order = OrderFactory(user=alice)

    assert "Refresh" not in client.get(f"/payment/{order.number}/?to=alipay").headers


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"status": "to_ship"}, "这笔订单已付款。"),
        ({"status": "cancelled"}, "订单已取消，不能再付款。"),
        ({"status": "to_ship", "pay_method": "cash"}, "这笔订单货到付款，不用在线支付。"),
    ],
)
def test_order_that_is_not_to_be_paid_says_why(client, alice, values, sentence):
    order = OrderFactory(user=alice, **values)

    shown = client.get(f"/payment/{order.number}/")
    sent = client.post(f"/payment/{order.number}/")

    assert (shown.status_code, sentence in text_of(shown)) == (200, True)
    assert (sent.status_code, "这笔订单现在不需要付款。" in text_of(sent)) == (409, True)
    assert not Payment.objects.exists()


def test_overdue_order_is_closed_instead_of_being_paid(client, alice):
    order = OrderFactory(user=alice, pay_by=timezone.now() - timedelta(seconds=1))

    answer = client.post(f"/payment/{order.number}/")

    assert (answer.status_code, Order.objects.get().status) == (409, "cancelled")


@pytest.mark.parametrize("method", ["get", "post"])
def test_order_of_somebody_else_is_not_there(client, alice, method):
    order = OrderFactory()

    assert getattr(client, method)(f"/payment/{order.number}/").status_code == 404
    assert not Payment.objects.exists()


def test_stranger_is_asked_to_sign_in(client):
    order = OrderFactory()

    answer = client.post(f"/payment/{order.number}/")

    assert answer["Location"] == f"/login/?next=/payment/{order.number}/"


def test_mall_without_an_account_at_alipay_says_so(client, alice, settings):
    settings.ALIPAY_APP_ID = ""
    order = OrderFactory(user=alice)

    shown, sent = client.get(f"/payment/{order.number}/"), client.post(f"/payment/{order.number}/")

    assert (shown.status_code, "这笔订单现在不能在线支付。" in text_of(shown)) == (200, True)
    assert (sent.status_code, "暂时不能在线支付" in text_of(sent)) == (503, True)
    assert client.post("/payment/notify/", {"app_id": ""}).content == b"fail"


def test_gateway_that_is_away_keeps_nobody_from_paying(client, alice, settings):
    settings.ALIPAY_GATEWAY_URL = "http://127.0.0.1:9/gateway.do"
    payment = PaymentFactory(order__user=alice)

    answer = client.post(f"/payment/{payment.order.number}/")

    assert answer["Location"] == f"/payment/{payment.order.number}/?to=alipay"
    assert Payment.objects.get() == payment


def test_attempt_of_another_amount_is_not_used(client, alice):
    old = PaymentFactory(order__user=alice)
    Payment.objects.update(amount=Decimal(1))

    client.post(f"/payment/{old.order.number}/")

    assert [(each.attempt, each.amount) for each in Payment.objects.order_by("attempt")] == [
        (1, Decimal(1)),
        (2, old.order.total),
    ]


def test_pages_of_paying_need_few_queries(client, alice, django_assert_num_queries):
    payment = PaymentFactory(order__user=alice)

    with django_assert_num_queries(3):  # the user, the order, the attempt
        client.get(f"/payment/{payment.order.number}/?to=alipay")
