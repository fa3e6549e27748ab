import pytest

from addresses.demo import load_addresses
from areas.tests.factories import all_areas
from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.demo import load_orders
from orders.models import Order
from users.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_demo_has_orders_in_several_states_once():
    all_areas()
    shopper, clerk = UserFactory(), UserFactory(is_staff=True)
    load_addresses(shopper)
    SKUFactory.create_batch(9, stock=20)

    for _ in range(2):
        load_orders(shopper, clerk=clerk)

    found = Order.objects.order_by("pk").values_list("status", "pay_method", "invoice_kind")
    assert list(found) == [
        ("to_review", "cash", "none"),
        ("shipped", "cash", "none"),
        ("cancelled", "alipay", "none"),
        ("to_ship", "cash", "company"),
        ("unpaid", "alipay", "none"),
    ]
    assert sorted(SKU.objects.values_list("stock", flat=True)) == [18, *[19] * 7, 20]


def test_demo_without_an_address_has_no_orders():
    load_orders(UserFactory(), clerk=UserFactory())

    assert not Order.objects.exists()
