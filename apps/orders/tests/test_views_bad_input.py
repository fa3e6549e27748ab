"""What no browser of good will sends to the pages of orders: a page, the right status, nothing written."""

import pytest
from django.test import Client

from addresses.tests.factories import AddressFactory
from goods.tests.factories import SKUFactory
from orders.models import Order
from users.tests.factories import UserFactory

from .factories import OrderFactory
from .settling import put

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
BODIES = [
    (b"ticket=%FF%FE&address=%C3%28&pay_method=%00", FORM),
    (b"\xff\xfe\x00\x01", f"{FORM}; charset=utf-16"),
    (b"address=1", f"{FORM}; charset=no-such-charset"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b'{"ticket": ', "application/json"),
    (b"ticket[]=1&address[]=1&sku[]=1", FORM),
    (b"address=1&address=2&pay_method=cash&pay_method=alipay&count=1&count=-1&sku=&sku=", FORM),
    (b"remark=%F0%9F%98%80%E2%80%AE&invoice_kind=company&reason_key=%00", FORM),
    (b"address=" + b"9" * 5000, FORM),
    (b"", FORM),
]


@pytest.fixture
def alice():
    user = UserFactory(username="alice")
    AddressFactory(user=user)
    put(user, SKUFactory())
    return user


@pytest.fixture
def visitor(alice):
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.mark.parametrize(("body", "content_type"), BODIES)
def test_broken_form_makes_no_order(visitor, body, content_type):
    response = visitor.generic("POST", "/orders/commit/", body, content_type=content_type)

    assert response.status_code in (400, 422)
    assert "<h1" in response.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(("body", "content_type"), BODIES)
def test_broken_form_settles_as_far_as_it_can_be_read(visitor, body, content_type):
    response = visitor.generic("POST", "/orders/settlement/", body, content_type=content_type)

    assert response.status_code in (200, 400, 404, 422)
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(("body", "content_type"), BODIES)
def test_broken_form_cancels_nothing(visitor, alice, body, content_type):
    order = OrderFactory(user=alice)

    response = visitor.generic("POST", f"/orders/{order.number}/cancel/", body, content_type=content_type)

    assert response.status_code in (400, 422)
    assert Order.objects.get().status == "unpaid"


@pytest.mark.parametrize("path", ["/orders/settlement/", "/orders/commit/"])
def test_huge_body_is_refused_as_too_large(visitor, path):
    response = visitor.post(path, "remark=" + "x" * (2 * 1024 * 1024), content_type=FORM)

    assert response.status_code == 413


@pytest.mark.parametrize(
    "query", ["sku[]=1", "sku=1&sku=2&count=1", "count=%FF", "sku=%00", "address=%F0%9F", "sku=1e9"]
)
def test_broken_query_is_answered(visitor, query):
    assert visitor.get(f"/orders/settlement/?{query}").status_code in (200, 404, 422)


def test_form_without_its_csrf_token_orders_nothing(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    response = client.post("/orders/commit/", {"address": "1", "pay_method": "cash"})

    assert (response.status_code, Order.objects.exists()) == (403, False)


def test_words_of_a_buyer_are_shown_as_words(visitor, alice):
    words = "<script>alert(1)</script>"
    order = OrderFactory(user=alice, remark=words, receiver=words[:20], invoice_title=words, lines=[{"name": words}])

    pages = [visitor.get(path).content.decode() for path in ("/orders/", order.get_absolute_url(), "/info/")]

    assert [page.count("<script>alert") for page in pages] == [0, 0, 0]
    assert pages[1].count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
