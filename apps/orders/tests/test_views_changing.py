"""Cancelling, confirming receipt, taking off the list, and buying again."""

import pytest

from carts.store import UserCart
from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Order
from orders.services import cancelling
from users.tests.factories import UserFactory

from .factories import OrderFactory
from .settling import in_cart, put, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def path(order, what):
    return f"/orders/{order.number}/{what}/"


def status_of(order):
    return Order.objects.get(pk=order.pk).status


@pytest.mark.parametrize(("status", "pay_method"), [("unpaid", "alipay"), ("to_ship", "cash")])
def test_order_is_cancelled_with_its_reason_and_stock_comes_back(client, alice, status, pay_method):
    sku = SKUFactory(stock=3)
    order = OrderFactory(user=alice, status=status, pay_method=pay_method, lines=[{"sku": sku, "count": 2}])

    response = client.post(path(order, "cancel"), {"reason_key": "address"})

    assert (response.status_code, response["Location"]) == (302, order.get_absolute_url())
    event = order.events.latest("pk")
    assert (status_of(order), event.change, event.note) == ("cancelled", "cancel", "收货地址填错了")
    assert SKU.objects.get(pk=sku.pk).stock == 5
    assert "订单已取消。" in text(client.get(response["Location"]))


@pytest.mark.parametrize("reason", [{}, {"reason_key": ""}, {"reason_key": "hacked"}])
def test_cancelling_without_a_reason_asks_for_one(client, alice, reason):
    order = OrderFactory(user=alice)

    response = client.post(path(order, "cancel"), reason)

    assert (response.status_code, "请选择取消的原因" in text(response), status_of(order)) == (422, True, "unpaid")


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("cancel", "to_ship", "已经付款，想取消请申请退款"),
        ("cancel", "shipped", "已经发货，收到后可以申请售后"),
        ("cancel", "done", "订单现在是“已完成”，不能这样做。"),
        ("receive", "to_ship", "商家发货后才能确认收货"),
        ("receive", "unpaid", "订单现在是“待支付”，不能这样做。"),
        ("hide", "shipped", "订单完成或取消后才能删除"),
        ("hide", "to_review", "评价之后才能删除"),
    ],
)
def test_what_a_state_does_not_allow_is_refused_with_its_reason(client, alice, what, status, sentence):
    order = OrderFactory(user=alice, status=status)

    asked, sent = client.get(path(order, what)), client.post(path(order, what), {"reason_key": "mind"})

    assert (asked.status_code, sent.status_code, status_of(order)) == (200, 409, status)
    assert [sentence in text(response) for response in (asked, sent)] == [True, True]
    assert Order.objects.get().hidden_at is None


@pytest.mark.parametrize("what", ["cancel", "receive", "hide"])
def test_page_asks_before_anything_changes(client, alice, what):
    order = OrderFactory(user=alice, status={"cancel": "unpaid", "receive": "shipped", "hide": "done"}[what])
    before = Order.objects.values().get()

    response = client.get(path(order, what))

    assert (response.status_code, '<form class="account__form" method="post"' in text(response)) == (200, True)
    assert Order.objects.values().get() == before


def test_receipt_is_confirmed(client, alice):
    order = OrderFactory(user=alice, status="shipped")

    response = client.post(path(order, "receive"))

    assert (response["Location"], status_of(order)) == (order.get_absolute_url(), "to_review")


def test_receipt_against_cash_says_that_it_is_paid(client, alice):
    order = OrderFactory(user=alice, status="shipped", pay_method="cash")

    assert "确认也表示您已付给送货人 99.00 元。" in text(client.get(path(order, "receive")))
    client.post(path(order, "receive"))
    assert Order.objects.get().is_paid


def test_ended_order_leaves_the_list_and_keeps_its_page(client, alice):
    order = OrderFactory(user=alice, status="done")

    responses = [client.post(path(order, "hide")) for _ in range(2)]

    assert [response["Location"] for response in responses] == ["/orders/", "/orders/"]
    assert order.number not in text(client.get("/orders/"))
    assert client.get(order.get_absolute_url()).status_code == 200


def test_order_cancelled_in_another_window_says_so(client, alice):
    order = OrderFactory(user=alice)
    cancelling.cancel(user=alice, number=order.number)

    response = client.post(path(order, "cancel"), {"reason_key": "mind"})

    assert (response.status_code, "订单现在是“已取消”，不能这样做。" in text(response)) == (409, True)


@pytest.mark.parametrize("what", ["cancel", "receive", "hide", "again"])
def test_order_of_somebody_else_does_not_exist(client, alice, what):
    order = OrderFactory(status={"cancel": "unpaid", "receive": "shipped"}.get(what, "done"))
    before = Order.objects.values().get()

    answers = [client.get(path(order, what)), client.post(path(order, what), {"reason_key": "mind"})]

    assert [response.status_code for response in answers] == [404, 404]
    assert (Order.objects.values().get(), in_cart(alice)) == (before, {})


def test_buying_again_fills_the_cart_at_todays_price(client, alice):
    sku = SKUFactory(stock=9)
    order = OrderFactory(user=alice, status="done", lines=[{"sku": sku, "count": 2}])
    SKU.objects.update(price="120.00")

    response = client.post(path(order, "again"))

    [line] = UserCart(alice.pk).lines().values()
    assert (response["Location"], line.count, str(line.price), line.is_ticked) == ("/carts/", 2, "120.00", True)


def test_buying_again_says_what_could_not_be_bought(client, alice):
    gone, few, none, had = (SKUFactory(name=name, stock=4) for name in ("甲", "乙", "丙", "丁"))
    order = OrderFactory(user=alice, status="done", lines=[{"sku": sku, "count": 3} for sku in (gone, few, none, had)])
    SKU.objects.filter(pk=gone.pk).update(is_launched=False)
    SKU.objects.filter(pk=few.pk).update(stock=2)
    SKU.objects.filter(pk=none.pk).update(stock=0)
    put(alice, had, 3)

    page = text(client.post(path(order, "again"), follow=True))

    assert in_cart(alice) == {few.pk: 2, had.pk: 4}
    sentences = ["已经下架，没有放进购物车：甲。", "现在买不到当时的数量：乙、丙、丁。", "已放进购物车。"]
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_buying_again_what_is_all_gone_stays_on_the_order(client, alice):
    order = OrderFactory(user=alice, status="done")
    SKU.objects.update(is_launched=False)

    response = client.post(path(order, "again"))

    assert (response["Location"], in_cart(alice)) == (order.get_absolute_url(), {})


def test_buying_again_with_a_full_cart_names_what_was_left_out(client, alice):
    order = OrderFactory(user=alice, status="done", lines=[{"name": "红手机"}])
    for sku_id in range(UserCart.limit):
        put(alice, SKU(pk=10_000_000 + sku_id, price=1))

    page = text(client.post(path(order, "again"), follow=True))

    assert "购物车已满，没有放进来：红手机。" in page


def test_whoever_had_to_sign_in_first_comes_back_to_the_order(client, alice):
    order = OrderFactory(user=alice, status="done")

    assert client.get(path(order, "again"))["Location"] == order.get_absolute_url()
