"""Orders in the admin: who sees them, what finds them, what their page says, and what nobody changes."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from orders.models import Order
from orders.states import Status
from tests.staff_people import give_rights, make_groups, signed_in, staff, take_rights
from users.tests.factories import UserFactory
from utils import large_tables

from .factories import OrderFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/orders/order/"
RIGHTS = "orders.migrations.0003_staff_of_orders"


def make_staff():
    make_groups()
    give_rights(RIGHTS)


@pytest.fixture
def _groups():
    make_staff()


@pytest.fixture
def desk():
    return signed_in(staff(is_superuser=True))


def listed(desk, query=""):
    return [order.number for order in desk.get(f"{LIST}{query}").context["cl"].result_list]


def page_of(desk, order):
    return desk.get(f"{LIST}{order.pk}/change/")


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_groups")
@pytest.mark.parametrize(("group", "status"), [("order clerk", 200), ("analyst", 200), ("editor", 403)])
def test_clerks_and_analysts_see_orders_and_nobody_edits_them(group, status):
    order = OrderFactory()
    desk = signed_in(staff(group))

    assert desk.get(LIST).status_code == status
    assert page_of(desk, order).status_code == status
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{order.pk}/change/", {"status": "done"}).status_code == 403
    assert desk.post(f"{LIST}{order.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Order.objects.get().status == Status.UNPAID


@pytest.mark.usefixtures("_groups")
def test_rights_are_given_and_taken_away_again():
    def rights():
        rows = Group.objects.filter(
            permissions__content_type__app_label="orders", permissions__content_type__model="order"
        )
        return set(rows.values_list("name", "permissions__codename"))

    def orders_only(pairs):
        return {pair for pair in pairs if pair[1] and pair[1].endswith("_order")}

    given = orders_only(rights())
    take_rights(RIGHTS)

    clerk = {("order clerk", f"{verb}_order") for verb in ("view", "change", "ship", "export")}
    assert given == clerk | {("analyst", "view_order")}
    assert orders_only(rights()) == set()


# --- The list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_no_more_queries_for_three_orders(desk, django_assert_num_queries, rows):
    for _ in range(rows):
        OrderFactory()

    with django_assert_num_queries(3):
        desk.get(LIST)


def test_the_list_shows_masked_mobiles_only(desk):
    OrderFactory(mobile="13712345678", user=UserFactory(mobile="13887654321"))

    text = desk.get(LIST).content.decode()

    assert "137****5678" in text
    assert "13712345678" not in text
    assert "13887654321" not in text


def test_an_order_is_found_by_its_whole_number_a_whole_mobile_or_the_buyers_name(desk):
    buyer = UserFactory(username="lin_xiaomei", mobile="13887654321")
    first = OrderFactory(user=buyer, mobile="13712345678")
    second = OrderFactory(user=buyer)
    OrderFactory()

    assert listed(desk, f"?q={first.number}") == [first.number]
    assert listed(desk, "?q=13712345678") == [first.number]
    assert listed(desk, "?mobile=13712345678") == [first.number]
    assert listed(desk, "?q=13887654321") == listed(desk, "?mobile=13887654321") == [second.number, first.number]
    assert listed(desk, "?q=lin_xiaomei") == [second.number, first.number]


@pytest.mark.parametrize("query", ["?q=1371234", "?q=lin", "?q=2611", "?mobile=1371234567", "?mobile=x", "?q=没有"])
def test_a_part_of_anything_finds_nothing(desk, query):
    OrderFactory(user=UserFactory(username="lin_xiaomei"), mobile="13712345678")

    assert listed(desk, query) == []


@pytest.mark.parametrize(
    "lookup", ["mobile__startswith=137", "user__mobile__contains=8", "place__contains=1", "token=0"]
)
def test_what_is_masked_is_no_filter(desk, lookup):
    OrderFactory()

    assert desk.get(f"{LIST}?{lookup}").status_code == 400


def test_orders_are_filtered_by_state_method_days_and_amount(desk):
    midnight, late = (datetime.fromisoformat(f"2026-11-{moment}:00+08:00") for moment in ("10T00:00", "11T23:30"))
    old = OrderFactory(placed_at=midnight, status=Status.DONE, freight=500)
    cash = OrderFactory(placed_at=late, pay_method="cash", status=Status.TO_SHIP, freight=1000)

    assert listed(desk, "?status__exact=done") == [old.number]
    assert listed(desk, "?pay_method__exact=cash") == [cash.number]
    assert listed(desk, "?placed_at_from=2026-11-11&placed_at_to=2026-11-11") == [cash.number]
    assert listed(desk, "?placed_at_to=2026-11-10") == [old.number]
    assert listed(desk, f"?total_from={cash.total}") == [cash.number]
    assert listed(desk, f"?total_to={old.total}") == [old.number]
    assert listed(desk) == [cash.number, old.number]


@pytest.mark.parametrize(
    "query",
    ["?placed_at_from=x&placed_at_to=2026-99-99", "?total_from=NaN&total_to=1e999", "?total_from=abc", "?p=99999"],
)
def test_filters_that_make_no_sense_do_no_harm(desk, query):
    OrderFactory()

    assert len(listed(desk, query)) == 1


def test_counting_stops_at_a_bound_and_says_how_to_find_the_rest(desk, monkeypatch):
    monkeypatch.setattr(large_tables, "MOST_COUNTED", 2)
    for _ in range(3):
        OrderFactory()

    assert "只列出最新的 2 个订单" in desk.get(LIST).content.decode()


# --- One order ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_of_an_order_takes_no_more_queries_for_three_lines(desk, django_assert_num_queries, lines):
    order = OrderFactory(status=Status.SHIPPED, lines=lines)
    page_of(desk, order)

    with django_assert_num_queries(4):
        page_of(desk, order)


def test_the_page_of_an_order_explains_its_amounts_and_tells_what_happened(desk):
    explanation = [
        {"kind": "goods", "name": "", "amount": "100.00", "count": "1"},
        {"kind": "freight", "name": "标准运费", "amount": "8.00", "fee": "8.00", "province": "广东省"},
        {"kind": "total", "name": "", "amount": "108.00"},
    ]
    order = OrderFactory(status=Status.SHIPPED, mobile="13712345678")
    Order.objects.update(explanation=explanation)

    response = page_of(desk, order)

    pieces = response.context["pieces"]
    assert [(line.title, line.amount, line.why) for line in pieces.amounts] == [
        ("商品金额", Decimal(100), "共 1 件"),
        ("运费", Decimal(8), "广东省，标准运费：每单 8.00 元"),
        ("应付金额", Decimal(108), ""),
    ]
    assert [event.change for event in pieces.events] == ["place", "pay", "ship"]
    assert "13712345678" not in response.content.decode()


def test_an_order_without_an_explanation_shows_its_amounts(desk):
    order = OrderFactory(freight=8, discount=3)
    Order.objects.update(explanation=[])

    amounts = page_of(desk, order).context["pieces"].amounts

    assert [line.amount for line in amounts] == [order.goods_amount, Decimal(8), Decimal(-3), order.total]


def test_the_page_of_an_order_leads_to_what_belongs_to_it(desk):
    links = page_of(desk, OrderFactory()).context["pieces"].links

    assert len(links) >= 2  # payments and refunds
    for words, address in links:
        response = desk.get(address)
        assert (response.status_code, list(response.context["cl"].result_list)) == (200, []), words
