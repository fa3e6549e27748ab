import pytest

from goods.models import SKU
from orders.line_actions import LineAction, actions_of_lines, register
from orders.models import Order
from orders.queries.listing import orders_page, recent_orders
from orders.queries.one import order_of, show
from orders.states import Status
from users.tests.factories import UserFactory

from .factories import OrderFactory

pytestmark = pytest.mark.django_db


def counts_of(tabs):
    return {each.tab.key: each.count for each in tabs if each.count}


def test_recent_orders_are_the_two_newest_with_their_lines(django_assert_num_queries):
    alice = UserFactory()
    orders = [OrderFactory(user=alice, lines=2) for _ in range(3)]

    with django_assert_num_queries(3):
        recent = recent_orders(alice)
        lines = [len(order.lines.all()) for order in recent.orders]

    assert (recent.orders, lines, recent.count) == ([orders[2], orders[1]], [2, 2], 3)


def test_newcomer_costs_one_query(django_assert_num_queries):
    alice = UserFactory()

    with django_assert_num_queries(1):
        recent = recent_orders(alice)

    assert (recent.orders, recent.count) == ([], 0)


def test_every_state_is_under_one_tab_and_all():
    alice = UserFactory()
    for status in Status:
        OrderFactory(user=alice, status=status)

    tabs = orders_page(alice, tab="", page="").tabs

    assert tabs[0].count == sum(each.count for each in tabs[1:]) == len(Status)


def test_counts_are_those_of_one_person_and_of_what_is_listed():
    alice = UserFactory()
    OrderFactory(user=alice, status="done"), OrderFactory(status="done")
    Order.objects.filter(pk=OrderFactory(user=alice, status="done").pk).update(hidden_at="2026-01-01T00:00Z")

    assert counts_of(orders_page(alice, tab="done", page="1").tabs) == {"all": 1, "done": 1}


def test_order_of_somebody_else_is_not_found():
    order = OrderFactory()

    assert order_of(order.user, order.number) == order
    with pytest.raises(Order.DoesNotExist):
        order_of(UserFactory(), order.number)


def test_shown_order_knows_what_is_still_sold():
    order = OrderFactory(lines=2)
    gone = order.lines.last()
    SKU.objects.filter(pk=gone.sku_id).update(is_launched=False)

    shown = show(order)

    assert [(each.line == gone, each.is_sold) for each in shown.lines] == [(False, True), (True, False)]


def test_other_apps_offer_actions_of_lines(monkeypatch):
    monkeypatch.setattr("orders.line_actions._offers", [])
    order = OrderFactory(lines=2)
    lines = list(order.lines.all())
    asked = []

    def offers(given):
        asked.append(given)
        return {lines[1].pk: [LineAction("试一试", "/x/")]}

    register(offers), register(offers)

    found = actions_of_lines(lines)

    assert found == {lines[0].pk: [], lines[1].pk: [LineAction("试一试", "/x/")]}
    assert asked == [lines]
