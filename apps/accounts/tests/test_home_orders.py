"""What the account's home says of orders."""

import re

import pytest

from orders.tests.factories import OrderFactory
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


def test_home_counts_orders_by_state_and_leads_to_the_newest(client, alice):
    OrderFactory(user=alice, status="unpaid", lines=[{"name": "红手机"}, {}])
    OrderFactory(user=alice, status="shipped"), OrderFactory(user=alice, status="refunded")
    newest = OrderFactory(user=alice, status="shipped", lines=[{"name": "蓝手机"}])

    page = client.get("/info/").content.decode()

    counts = re.findall(r'\?state=(\w+)"><strong>(\d+)</strong>', page)
    assert counts == [("unpaid", "1"), ("to_ship", "0"), ("shipped", "2"), ("to_review", "0"), ("refunds", "1")]
    assert f'<a href="/orders/{newest.number}/">蓝手机</a>' in page
    assert "红手机" not in page  # only the two newest


def test_home_of_a_newcomer_says_that_there_is_nothing_yet(client, alice):
    OrderFactory()

    assert "还没有订单，买到的东西会列在这里。" in client.get("/info/").content.decode()


@pytest.mark.parametrize("orders", [1, 3])
def test_home_costs_as_many_queries_for_one_order_as_for_three(client, alice, django_assert_num_queries, orders):
    for _ in range(orders):
        OrderFactory(user=alice, lines=3)

    with django_assert_num_queries(9):
        assert client.get("/info/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/info/"])
def test_header_leads_to_the_orders_of_who_is_signed_in(client, alice, path):
    assert '<a class="masthead__link" href="/orders/">我的订单</a>' in client.get(path).content.decode()
