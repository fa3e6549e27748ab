"""Sending the settlement page: one order, or a sentence and nothing changed. Each attack has a test of its name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from addresses.models import Address
from addresses.tests.factories import AddressFactory
from areas.tests.factories import all_areas
from carts.store import UserCart
from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Order
from orders.tickets import Seen, Ticket, write_ticket
from pricing.queries import forget_rules
from pricing.tests.factories import FreightRuleFactory, FreightTemplateFactory
from users.models import User
from users.tests.factories import UserFactory
from utils.tokens import Tokens

from .settling import COMMIT, SETTLEMENT, errors_in, faults_in, in_cart, put, text, ticket_in, wishes

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    user = UserFactory(username="alice")
    client.force_login(user)
    return user


@pytest.fixture
def home(alice):
    return AddressFactory(user=alice, receiver="爱丽丝", is_default=True)


@pytest.fixture
def sku():
    return SKUFactory(name="红手机", price="99.00", stock=10)


@pytest.fixture
def commit(client, django_capture_on_commit_callbacks):
    def send(form):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(COMMIT, form)

    return send


def assert_nothing_changed(alice, sku, *, stock=10, cart=None):
    sku.refresh_from_db()
    assert (Order.objects.count(), sku.stock) == (0, stock)
    if cart is not None:
        assert in_cart(alice) == cart


def test_cash_order_is_made_and_the_goods_leave_the_cart(client, alice, home, sku, commit):
    other = SKUFactory()
    put(alice, sku, 2), put(alice, other)
    UserCart(alice.pk).untick([other.pk])

    response = commit(wishes(client, home, remark="请放门口"))

    order = Order.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/orders/success/{order.number}/")
    assert (order.user, order.status, order.total, order.receiver) == (alice, "to_ship", Decimal(198), "爱丽丝")
    assert (order.pay_method, order.remark, in_cart(alice)) == ("cash", "请放门口", {other.pk: 1})
    assert SKU.objects.get(pk=sku.pk).stock == 8


def test_order_for_alipay_goes_on_to_pay(client, alice, home, sku, commit):
    put(alice, sku)

    response = commit(wishes(client, home, pay_method="alipay"))

    assert response["Location"] == f"/payment/{Order.objects.get().number}/"


def test_goods_bought_at_once_are_ordered_and_the_cart_stays(client, alice, home, sku, commit):
    put(alice, sku, 2)

    commit(wishes(client, home, f"?sku={sku.pk}&count=3"))

    assert (Order.objects.get().lines.get().count, in_cart(alice)) == (3, {sku.pk: 2})


def test_amount_tampering_posted_amounts_are_ignored(client, alice, home, sku, commit):
    put(alice, sku, 2)
    forged = {"price": "0.01", "total": "0.01", "total_amount": "0.01", "freight": "-100", "discount": "198"}

    commit(wishes(client, home, **forged))

    order = Order.objects.get()
    assert (order.total, order.goods_amount, order.discount, order.lines.get().price) == (198, 198, 0, 99)


@pytest.mark.parametrize("count", ["-5", "0", "1000000000"])
def test_posted_counts_are_ignored_or_refused(client, alice, home, sku, commit, count):
    put(alice, sku, 2)

    response = commit(wishes(client, home) | {"sku": sku.pk, "count": count})

    assert response.status_code == 302
    assert (Order.objects.get().lines.get().count, SKU.objects.get(pk=sku.pk).stock) == (2, 8)


def test_foreign_address_is_refused(client, alice, home, sku, commit):
    put(alice, sku)
    strangers = AddressFactory(receiver="陌生人")

    response = commit(wishes(client, strangers))

    assert (response.status_code, errors_in(response)) == (422, ["这个收货地址已经不在了，请重新选择"])
    assert "陌生人" not in text(response)
    assert_nothing_changed(alice, sku, cart={sku.pk: 1})


@pytest.mark.parametrize("address", ["", "x", "-1", "0", "9" * 30, "\x00"])
def test_rubbish_for_an_address_is_refused(client, alice, home, sku, commit, address):
    put(alice, sku)

    response = commit(wishes(client, home, address=address))

    assert (response.status_code, errors_in(response)) == (422, ["请选择收货地址"])
    assert_nothing_changed(alice, sku)


def test_address_deleted_meanwhile_is_refused(client, alice, home, sku, commit):
    put(alice, sku)
    form = wishes(client, home)
    Address.objects.all().delete()

    assert errors_in(commit(form)) == ["这个收货地址已经不在了，请重新选择"]
    assert_nothing_changed(alice, sku)


def test_off_shelf_goods_are_refused_by_name(client, alice, home, sku, commit):
    put(alice, sku)
    form = wishes(client, home)
    SKU.objects.filter(pk=sku.pk).update(is_launched=False)

    response = commit(form)

    assert (response.status_code, faults_in(response)) == (409, ["“红手机”已经下架"])
    assert_nothing_changed(alice, sku, cart={sku.pk: 1})


def test_changed_price_is_refused_with_the_old_and_the_new_and_can_be_accepted(client, alice, home, sku, commit):
    put(alice, sku)
    form = wishes(client, home)
    SKU.objects.filter(pk=sku.pk).update(price="120.50")

    response = commit(form)

    assert (response.status_code, faults_in(response)) == (409, ["“红手机”的价格变了：原来 ¥99.00，现在 ¥120.50"])
    assert_nothing_changed(alice, sku, cart={sku.pk: 1})
    assert commit(form | {"ticket": ticket_in(response)}).status_code == 302
    assert Order.objects.get().total == Decimal("120.50")


def test_every_line_that_is_wrong_is_named(client, alice, home, sku, commit):
    short, limited = SKUFactory(name="蓝手机", stock=5), SKUFactory(name="绿手机")
    for each in (sku, short, limited):
        put(alice, each, 5)
    form = wishes(client, home)
    SKU.objects.filter(pk=short.pk).update(stock=3)
    SKU.objects.filter(pk=limited.pk).update(purchase_limit=4)

    response = commit(form)

    wrong = ["“绿手机”每单最多买 4 件，您要买 5 件", "“蓝手机”只剩 3 件，您要买 5 件"]
    assert (response.status_code, sorted(faults_in(response)), ticket_in(response)) == (409, sorted(wrong), "")
    assert_nothing_changed(alice, sku)


def test_empty_selection_makes_no_order(client, alice, home, sku, commit):
    form = {"address": home.pk, "pay_method": "cash"}
    empty = write_ticket(Ticket(user_id=alice.pk, lines={}, is_cart=True))

    response = commit(form | {"ticket": empty})

    assert (response.status_code, errors_in(response)) == (422, ["没有选中要购买的商品"])
    assert_nothing_changed(alice, sku)


@pytest.mark.parametrize("change", ["more", "fewer", "unticked"])
def test_changed_cart_is_refused_and_shown_as_it_is(client, alice, home, sku, commit, change):
    other = SKUFactory(name="蓝手机")
    put(alice, sku), put(alice, other)
    form, cart = wishes(client, home), UserCart(alice.pk)
    {"more": lambda: put(alice, other), "fewer": lambda: cart.remove([other.pk])}.get(
        change, lambda: cart.untick([other.pk])
    )()

    response = commit(form)

    sentence = "购物车刚刚有变动，下面是最新的商品和金额，请核对后重新提交"
    assert (response.status_code, errors_in(response)) == (409, [sentence])
    assert ("蓝手机" in text(response)) == (change == "more")
    assert_nothing_changed(alice, sku)
    assert commit(form | {"ticket": ticket_in(response)}).status_code == 302


def test_stale_ticket_is_refused_and_replaced(client, alice, home, sku, commit, monkeypatch):
    put(alice, sku)
    form = wishes(client, home)
    later = timezone.now() + timedelta(hours=2, seconds=1)
    monkeypatch.setattr("itsdangerous.timed.time.time", later.timestamp)

    response = commit(form)

    sentence = "页面打开太久，价格和库存可能有变化，请核对后重新提交"
    assert (response.status_code, errors_in(response)) == (409, [sentence])
    assert_nothing_changed(alice, sku)
    assert commit(form | {"ticket": ticket_in(response)}).status_code == 302


def foreign(alice, sku):
    return write_ticket(Ticket(user_id=UserFactory().pk, lines={sku.pk: Seen(1, sku.price)}, is_cart=False))


def changed(alice, sku):
    return foreign(alice, sku)[:-2] + "xx"


def of_another_purpose(alice, sku):
    lines = [[sku.pk, 1, "0.01"]]
    return Tokens(salt="accounts.data-export", seconds=3600).make({"user": alice.pk, "cart": False, "lines": lines})


@pytest.mark.parametrize("ticket", [foreign, changed, of_another_purpose, lambda *_: "", lambda *_: "x" * 9000])
def test_forged_or_foreign_ticket_is_refused(client, alice, home, sku, commit, ticket):
    put(alice, sku)

    response = commit(wishes(client, home, ticket=ticket(alice, sku)))

    sentence = "没能认出您提交的页面，请核对下面的商品和金额后重新提交"
    assert (response.status_code, errors_in(response)) == (422, [sentence])
    assert_nothing_changed(alice, sku, cart={sku.pk: 1})


def test_replayed_ticket_gives_the_same_order(client, alice, home, sku, commit):
    put(alice, sku)
    form = wishes(client, home)

    first, second = commit(form), commit(form)

    assert (first["Location"], Order.objects.count()) == (second["Location"], 1)
    assert SKU.objects.get(pk=sku.pk).stock == 9


def test_replayed_ticket_for_the_last_pieces_gives_the_same_order(client, alice, home, sku, commit):
    form = wishes(client, home, f"?sku={sku.pk}&count=10")

    first, second = commit(form), commit(form)

    assert (first["Location"], second.get("Location"), Order.objects.count()) == (
        second["Location"],
        first["Location"],
        1,
    )


def test_dearer_freight_of_another_address_is_shown_before_it_is_ordered(client, alice, home, sku, commit):
    all_areas()
    rest = FreightRuleFactory(template=FreightTemplateFactory(is_default=True), fee=8)
    FreightRuleFactory(template=rest.template, fee=25, provinces=[110000])
    far = AddressFactory(user=alice, district_id=110108)
    put(alice, sku)
    forget_rules()

    response = commit(wishes(client, home, address=far.pk))

    assert (response.status_code, errors_in(response)) == (
        409,
        ["应付金额有变动，下面是最新的金额，请核对后重新提交"],
    )
    assert_nothing_changed(alice, sku, cart={sku.pk: 1})
    assert commit(wishes(client, home, address=far.pk, ticket=ticket_in(response))).status_code == 302
    assert Order.objects.get().total == 124


def test_account_locked_in_this_moment_orders_nothing(client, alice, home, sku, commit):
    put(alice, sku)
    form = wishes(client, home)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    response = commit(form)

    assert response["Location"] == f"/login/?next={COMMIT}"
    assert_nothing_changed(alice, sku)


def test_method_that_is_not_offered_is_refused(client, alice, home, sku, commit, settings):
    settings.ALIPAY_APP_ID = ""
    put(alice, sku)

    response = commit(wishes(client, home, pay_method="alipay"))

    assert (response.status_code, errors_in(response)) == (422, ["没有这种支付方式，请重新选择"])
    assert_nothing_changed(alice, sku)


def test_whoever_had_to_sign_in_first_comes_back_to_the_settlement(client, alice):
    response = client.get(COMMIT)

    assert (response.status_code, response["Location"]) == (302, SETTLEMENT)


@pytest.mark.parametrize("lines", [1, 20])
@pytest.mark.django_db(transaction=True)
def test_order_costs_as_many_queries_for_one_line_as_for_20(client, alice, home, django_assert_num_queries, lines):
    for each in SKUFactory.create_batch(lines, options={"颜色": "红"}, stock=500):
        put(alice, each)
    form = wishes(client, home)
    forget_rules()

    with django_assert_num_queries(14):  # with BEGIN and COMMIT
        assert client.post(COMMIT, form).status_code == 302


def test_more_orders_than_one_person_may_keep_goods_with_are_refused(client, alice, home, sku, commit, settings):
    settings.ORDER_MOST = 1
    put(alice, sku)
    form = wishes(client, home)
    commit(form)
    put(alice, sku)

    refused = commit(wishes(client, home))
    again = commit(form)

    assert (refused.status_code, errors_in(refused)) == (429, ["您刚才下的订单太多了，请 30 分钟后再试"])
    assert (again.status_code, Order.objects.count(), in_cart(alice)) == (302, 1, {sku.pk: 1})
    sku.refresh_from_db()
    assert sku.stock == 9
