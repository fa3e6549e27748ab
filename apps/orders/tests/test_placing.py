from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from addresses.tests.factories import AddressFactory
from carts.lines import Line
from carts.store import UserCart
from goods.models import SKU, CatalogueChange
from goods.tests.factories import SKUFactory
from orders.models import Order
from orders.services.placing import (
    AddressGone,
    AmountChanged,
    BuyerInactive,
    CartChanged,
    Fault,
    LinesRefused,
    NothingChosen,
    Wishes,
    place_order,
)
from orders.states import PayMethod, Status
from orders.tests.shopping import buyer_with_address, ticket_for
from orders.tickets import Seen, Ticket
from pricing.models import FreightRule, FreightTemplate, Reduction

pytestmark = pytest.mark.django_db


def stock_of(*skus):
    found = SKU.objects.in_bulk([sku.pk for sku in skus])
    return [found[sku.pk].stock for sku in skus]


def faults_of(refused):
    return [(line.sku_id, line.fault) for line in refused.value.lines]


def test_order_copies_what_its_buyer_saw():
    user, wishes = buyer_with_address()
    sku = SKUFactory(name="手机 红", price=Decimal("19.90"), stock=5, options={"颜色": "红", "容量": "256GB"})

    order = place_order(user=user, ticket=ticket_for(user, sku, count=3), wishes=wishes)

    line = order.lines.get()
    assert (line.name, line.specification, line.price, line.count, line.amount) == (
        "手机 红",
        "颜色：红；容量：256GB",
        Decimal("19.90"),
        3,
        Decimal("59.70"),
    )
    assert (order.user, order.status, order.area) == (user, Status.UNPAID, "广东省 深圳市 南山区")
    assert timedelta(minutes=29) < order.pay_by - timezone.now() <= timedelta(minutes=30)
    sku.refresh_from_db()
    assert (sku.stock, sku.sales) == (2, 3)


def test_amounts_and_shares_add_up():
    template = FreightTemplate.objects.create(name="标准", is_default=True)
    FreightRule.objects.create(template=template, fee=8, free_from=None)
    Reduction.objects.create(name="满 100 减 10", from_amount=100, off=10)
    user, wishes = buyer_with_address()
    skus = [SKUFactory(price=Decimal("33.33")) for _ in range(3)]

    order = place_order(user=user, ticket=ticket_for(user, *skus, count=2), wishes=wishes)

    lines = list(order.lines.all())
    assert (order.goods_amount, order.freight, order.discount, order.total) == (
        Decimal("199.98"),
        Decimal(8),
        Decimal(10),
        Decimal("197.98"),
    )
    assert sum(line.paid for line in lines) == order.total
    assert sum(line.discount_share for line in lines) == 10
    assert sum(line.freight_share for line in lines) == 8


def test_timeline_begins_with_the_order():
    user, wishes = buyer_with_address()

    order = place_order(user=user, ticket=ticket_for(user, SKUFactory()), wishes=wishes)

    assert list(order.events.values_list("change", "status", "actor", "by")) == [("place", "unpaid", "buyer", None)]


def test_cash_on_delivery_goes_to_be_shipped_at_once():
    user, wishes = buyer_with_address()
    wishes = Wishes(address_id=wishes.address_id, pay_method=PayMethod.CASH)

    order = place_order(user=user, ticket=ticket_for(user, SKUFactory()), wishes=wishes)

    assert (order.status, order.pay_by, order.paid_at) == (Status.TO_SHIP, None, None)
    assert list(order.events.values_list("status", flat=True)) == ["to_ship"]


def test_ticket_sent_twice_makes_one_order():
    user, wishes = buyer_with_address()
    sku = SKUFactory(stock=5)
    ticket = ticket_for(user, sku, count=2)

    first, second = (place_order(user=user, ticket=ticket, wishes=wishes) for _ in range(2))

    assert first == second
    assert Order.objects.count() == 1
    assert stock_of(sku) == [3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_lines(count, django_assert_num_queries):
    user, wishes = buyer_with_address()
    skus = [SKUFactory(options={"颜色": "红"}) for _ in range(count)]
    ticket = ticket_for(user, *skus)

    with django_assert_num_queries(12 + 2):  # BEGIN and COMMIT
        place_order(user=user, ticket=ticket, wishes=wishes)


def test_last_pieces_are_told_to_the_index():
    user, wishes = buyer_with_address()
    scarce, plenty = SKUFactory(stock=11), SKUFactory(stock=100)
    CatalogueChange.objects.all().delete()

    place_order(user=user, ticket=ticket_for(user, scarce, plenty), wishes=wishes)

    assert list(CatalogueChange.objects.values_list("sku_id", flat=True)) == [scarce.pk]


def test_nothing_chosen_is_refused():
    user, wishes = buyer_with_address()

    with pytest.raises(NothingChosen):
        place_order(user=user, ticket=ticket_for(user), wishes=wishes)


def test_address_of_somebody_else_is_refused():
    user, _wishes = buyer_with_address()
    foreign = AddressFactory()
    sku = SKUFactory(stock=5)

    with pytest.raises(AddressGone):
        place_order(user=user, ticket=ticket_for(user, sku), wishes=Wishes(address_id=foreign.pk))

    assert (Order.objects.count(), stock_of(sku)) == (0, [5])


def test_buyer_who_was_locked_meanwhile_is_refused():
    user, wishes = buyer_with_address()
    sku = SKUFactory(stock=5)
    type(user).objects.update(is_active=False)

    with pytest.raises(BuyerInactive):
        place_order(user=user, ticket=ticket_for(user, sku), wishes=wishes)

    assert (Order.objects.count(), stock_of(sku)) == (0, [5])


def test_every_bad_line_is_named_and_nothing_is_taken():
    user, wishes = buyer_with_address()
    fine, gone, dearer, short, limited = skus = [SKUFactory(stock=9) for _ in range(5)]
    deleted = SKUFactory()
    ticket = ticket_for(user, *skus, deleted, count=2)
    SKU.objects.filter(pk=gone.pk).update(is_launched=False)
    SKU.objects.filter(pk=dearer.pk).update(price=Decimal("99.01"))
    SKU.objects.filter(pk=short.pk).update(stock=1)
    SKU.objects.filter(pk=limited.pk).update(purchase_limit=1)
    deleted_id = deleted.pk
    deleted.delete()

    with pytest.raises(LinesRefused) as refused:
        place_order(user=user, ticket=ticket, wishes=wishes)

    assert faults_of(refused) == [
        (gone.pk, Fault.GONE),
        (dearer.pk, Fault.DEARER),
        (short.pk, Fault.SHORT),
        (limited.pk, Fault.LIMIT),
        (deleted_id, Fault.GONE),
    ]
    assert (Order.objects.count(), stock_of(fine)) == (0, [9])


def test_cart_that_holds_something_else_by_now_is_refused():
    user, wishes = buyer_with_address()
    sku = SKUFactory(stock=5)

    ticket = Ticket(user_id=user.pk, lines={sku.pk: Seen(1, sku.price)}, is_cart=True)
    UserCart(user.pk).add(Line(sku.pk, 2, sku.price), most=9)

    with pytest.raises(CartChanged):
        place_order(user=user, ticket=ticket, wishes=wishes)

    assert (Order.objects.count(), stock_of(sku)) == (0, [5])


def test_sum_that_the_page_did_not_show_is_asked_about():
    user, wishes = buyer_with_address()
    sku = SKUFactory(price=Decimal("99.00"), stock=5)
    template = FreightTemplate.objects.create(name="标准", is_default=True)
    FreightRule.objects.create(template=template, fee=8)

    with pytest.raises(AmountChanged):
        place_order(user=user, ticket=ticket_for(user, sku, total=Decimal("99.00")), wishes=wishes)

    assert (Order.objects.count(), stock_of(sku)) == (0, [5])
    assert place_order(user=user, ticket=ticket_for(user, sku, total=Decimal("107.00")), wishes=wishes).total == 107


def test_what_costs_nothing_is_paid():
    user, wishes = buyer_with_address()

    order = place_order(user=user, ticket=ticket_for(user, SKUFactory(price=0)), wishes=wishes)

    assert (order.status, order.total, order.paid_at, order.pay_by) == (Status.TO_SHIP, 0, order.placed_at, None)


def test_price_of_the_ticket_is_never_the_price_of_the_order():
    user, wishes = buyer_with_address()
    sku = SKUFactory(price=Decimal("99.00"))
    forged = Ticket(user_id=user.pk, lines={sku.pk: Seen(1, Decimal("0.01"))}, is_cart=False)

    with pytest.raises(LinesRefused) as refused:
        place_order(user=user, ticket=forged, wishes=wishes)

    assert faults_of(refused) == [(sku.pk, Fault.DEARER)]


def test_goods_leave_the_cart_after_the_commit(django_capture_on_commit_callbacks):
    user, wishes = buyer_with_address()
    sku, other = SKUFactory(), SKUFactory()
    cart = UserCart(user.pk)
    cart.add(Line(sku.pk, 2, sku.price), most=9)
    cart.add(Line(other.pk, 1, other.price), most=9)
    cart.untick([other.pk])
    ticket = Ticket(user_id=user.pk, lines={sku.pk: Seen(2, sku.price)}, is_cart=True)

    with django_capture_on_commit_callbacks(execute=True):
        place_order(user=user, ticket=ticket, wishes=wishes)

    assert [(line.sku_id, line.count) for line in cart.lines().values()] == [(other.pk, 1)]
