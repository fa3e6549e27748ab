"""The list of orders, the page of one, and the page after ordering."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Order
from orders.states import PayMethod, Status
from users.tests.factories import UserFactory

from .factories import OrderFactory
from .settling import text

pytestmark = pytest.mark.django_db
LIST = "/orders/"


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def numbers_in(response):
    return re.findall(r'order_card__number"><a href="/orders/(\d+)/"', text(response))


def allowed_in(page):
    """The actions of the page: links and the form; what is greyed comes with its reason."""
    found = re.findall(r'class="button[^"]*"[^>]*>\s*<span class="button__text">([^<]+)<', page)
    greyed = re.findall(
        r'disabled="" aria-describedby="(why-not-\w+)">\s*<span class="button__text">([^<]+)</span>\s*</button>\s*'
        r'<span class="muted small" id="\1">([^<]+)<',
        page,
    )
    reasons = {text: reason for _id, text, reason in greyed}
    known = {"去支付", "确认收货", "再次购买", "取消订单", "删除订单"}
    return [text for text in found if text in known and text not in reasons], reasons


def test_list_shows_the_newest_first_with_lines_number_and_total(client, alice):
    first = OrderFactory(user=alice, lines=[{"name": "红手机", "count": 2}, {"name": "蓝手机"}], freight=8)
    second = OrderFactory(user=alice)

    response = client.get(LIST)

    assert numbers_in(response) == [second.number, first.number]
    assert (text(response).count("红手机"), "共 3 件" in text(response)) == (1, True)
    assert '305<span class="price__cents">.00</span>' in text(response)


def test_prices_are_those_of_the_purchase_not_of_today(client, alice):
    sku = SKUFactory(name="红手机")
    order = OrderFactory(user=alice, lines=[{"sku": sku}])
    SKU.objects.update(price="1.23", name="改名了")

    pages = text(client.get(LIST)) + text(client.get(f"/orders/{order.number}/"))

    assert (pages.count("¥99.00") >= 2, "1.23" in pages, "改名了" in pages) == (True, False, False)


def test_tabs_count_and_narrow(client, alice):
    for status in (*Status, Status.SHIPPED):
        OrderFactory(user=alice, status=status)
    OrderFactory(status=Status.SHIPPED)

    page = text(client.get(LIST, {"state": "shipped"}))

    tabs = [" ".join(tab.split()) for tab in re.findall(r'class="tabs__tab"[^>]*>([^<]+)<', page)]
    assert tabs == ["全部 9", "待支付 1", "待发货 1", "待收货 2", "待评价 1", "已完成 1", "退款 2", "已取消 1"]
    assert re.findall(r'state=(\w+)" aria-current="page"', page) == ["shipped"]
    shipped = Order.objects.filter(user=alice, status=Status.SHIPPED).order_by("-pk")
    assert numbers_in(client.get(LIST, {"state": "shipped"})) == [order.number for order in shipped]


def test_others_and_hidden_orders_are_left_out(client, alice):
    OrderFactory(), OrderFactory(user=alice, status="done", hidden_at=timezone.now())

    response = client.get(LIST)

    assert (numbers_in(response), "这里还没有订单" in text(response)) == ([], True)


@pytest.mark.parametrize(("page", "count"), [("1", 10), ("2", 1), ("99", 1), ("-1", 1), ("x", 10), ("9" * 5000, 10)])
def test_paging_is_bounded(client, alice, page, count):
    for _ in range(11):
        OrderFactory(user=alice)

    assert len(numbers_in(client.get(LIST, {"page": page}))) == count


@pytest.mark.parametrize("state", ["nothing", "\x00", "<script>", "待支付"])
def test_unknown_state_shows_all(client, alice, state):
    order = OrderFactory(user=alice)

    assert numbers_in(client.get(LIST, {"state": state})) == [order.number]


@pytest.mark.parametrize("orders", [1, 3])
def test_list_costs_as_many_queries_for_one_order_as_for_three(client, alice, django_assert_num_queries, orders):
    for _ in range(orders):
        OrderFactory(user=alice, lines=4, status="shipped")

    with django_assert_num_queries(4):  # of 5: the reader, counts, orders, lines
        assert len(numbers_in(client.get(LIST))) == orders


@pytest.mark.parametrize("lines", [1, 20])
def test_detail_costs_as_many_queries_for_one_line_as_for_20(client, alice, django_assert_num_queries, lines):
    order = OrderFactory(user=alice, lines=lines, status="to_review")

    with django_assert_num_queries(6):  # the reader, order, lines, timeline; what may be given back, and reviewed
        assert client.get(f"/orders/{order.number}/").status_code == 200


def test_detail_explains_itself(client, alice):
    invoice = {"invoice_kind": "company", "invoice_title": "某某公司", "invoice_tax_number": "914403000000000000"}
    person = {"receiver": "爱丽丝", "mobile": "13812345678", "place": "科苑路 9 号", "remark": "请放门口"}
    order = OrderFactory(user=alice, status="shipped", lines=2, freight=8, discount=20, **invoice, **person)

    page = text(client.get(f"/orders/{order.number}/"))

    words = ["爱丽丝", "138****5678", "科苑路 9 号", "请放门口", "某某公司", "914403000000000000", "SF1234567890"]
    assert [word for word in [*words, "¥198.00", "¥8.00", "−¥20.00", order.number] if word not in page] == []
    assert "13812345678" not in page
    timeline = re.search(r'<ol class="timeline">.*?</ol>', page, re.S)[0]
    assert re.findall(r"<strong>([^<]+)</strong>", timeline) == [
        "商家发货",
        "支付成功",
        "提交订单",
    ]


def test_line_leads_to_its_goods_and_says_when_they_are_off_the_shelf(client, alice):
    order = OrderFactory(user=alice, lines=2)
    sold, gone = order.lines.all()
    SKU.objects.filter(pk=gone.sku_id).update(is_launched=False)

    page = text(client.get(f"/orders/{order.number}/"))

    assert [f'href="/detail/{line.sku_id}/"' in page for line in (sold, gone)] == [True, True]
    assert page.count(">已下架</span>") == 1


@pytest.mark.parametrize(
    ("status", "pay_method", "allowed", "greyed"),
    [
        ("unpaid", "alipay", ["去支付", "取消订单"], {"删除订单": "订单完成或取消后才能删除"}),
        ("to_ship", "cash", ["再次购买", "取消订单"], {"确认收货": "商家发货后才能确认收货"}),
        ("to_ship", "alipay", ["再次购买"], {"取消订单": "已经付款，想取消请申请退款"}),
        ("shipped", "alipay", ["确认收货", "再次购买"], {"取消订单": "已经发货，收到后可以申请售后"}),
        ("to_review", "alipay", ["再次购买"], {"删除订单": "评价之后才能删除"}),
        ("done", "alipay", ["再次购买", "删除订单"], {}),
        ("cancelled", "alipay", ["再次购买", "删除订单"], {"去支付": "订单已取消，请重新下单"}),
        ("refunding", "alipay", ["再次购买"], {"取消订单": "退款申请正在处理"}),
        ("refunded", "alipay", ["再次购买", "删除订单"], {}),
    ],
)
def test_detail_allows_what_the_state_allows(client, alice, status, pay_method, allowed, greyed):
    order = OrderFactory(user=alice, status=status, pay_method=PayMethod(pay_method))

    found, reasons = allowed_in(text(client.get(f"/orders/{order.number}/")))

    assert (found, reasons | greyed) == (allowed, reasons)


@pytest.mark.parametrize("page", ["/orders/%s/", "/orders/success/%s/"])
def test_order_of_somebody_else_does_not_exist(client, alice, page):
    order = OrderFactory()

    assert client.get(page % order.number).status_code == 404


@pytest.mark.parametrize("number", ["x", "0", "9" * 3000, "\x00", "１２３"])
def test_number_of_nothing_does_not_exist(client, alice, number):
    assert client.get(f"/orders/{number}/").status_code == 404


@pytest.mark.parametrize("page", ["/orders/", "/orders/%s/", "/orders/success/%s/"])
def test_unpaid_order_whose_time_is_over_is_closed_when_it_is_read(client, alice, page):
    sku = SKUFactory(stock=3)
    order = OrderFactory(user=alice, lines=[{"sku": sku, "count": 2}], placed_at=timezone.now() - timedelta(minutes=31))

    found = text(client.get(page % order.number if "%" in page else page))

    assert ("已取消" in found, SKU.objects.get(pk=sku.pk).stock) == (True, 5)
    assert Order.objects.get().status == "cancelled"


@pytest.mark.parametrize(
    ("status", "pay_method", "heading"),
    [
        ("unpaid", "alipay", "订单已提交，等待付款"),
        ("to_ship", "alipay", "支付成功"),
        ("to_ship", "cash", "下单成功"),
        ("cancelled", "alipay", "订单已取消"),
        ("shipped", "alipay", "待收货"),
    ],
)
def test_success_page_reads_the_database_not_the_address(client, alice, status, pay_method, heading):
    order = OrderFactory(user=alice, status=status, pay_method=PayMethod(pay_method))

    page = text(client.get(f"/orders/success/{order.number}/?status=paid&total=0.01"))

    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", page) == [heading]
    assert (order.number in page, "¥0.01" in page, '99<span class="price__cents">' in page) == (True, False, True)


def test_present_is_not_paid_for_at_the_door(client, alice):
    order = OrderFactory(user=alice, status="to_ship", pay_method=PayMethod.CASH, paid_at=timezone.now())

    assert "货到时请付" not in text(client.get(f"/orders/{order.number}/"))
