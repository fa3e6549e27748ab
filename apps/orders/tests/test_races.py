"""Buyers, clerks and the clock at the same moment, each in a process of its own: one gets through, the others are
refused in words, and nothing is half-done."""

from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from addresses.tests.factories import AddressFactory
from carts.lines import Line
from carts.store import UserCart
from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Order, OrderEvent, OrderLine
from orders.services import cancelling, delivering
from orders.services.moving import NotNow, by_staff
from orders.services.paying import Paid, note_paid
from orders.services.placing import CartChanged, LinesRefused, Wishes, place_order
from orders.states import PayMethod, Status
from orders.tests.shopping import placed
from orders.tickets import Seen, Ticket
from tests.racing import in_processes
from users.tests.factories import UserFactory

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]

ROUNDS = 6  # so that each side wins some of them


def wish(*, is_cart=False, cash=True, **pieces_by_sku):
    """What a new buyer wants, ready to be asked of place_order: pieces by "s<id of the SKU>", in this order."""
    user = UserFactory()
    address = AddressFactory(user=user).pk
    lines = {int(name[1:]): Seen(count, SKU.objects.get(pk=name[1:]).price) for name, count in pieces_by_sku.items()}
    method = PayMethod.CASH if cash else PayMethod.ALIPAY
    return {
        "user": user,
        "ticket": Ticket(user_id=user.pk, lines=lines, is_cart=is_cart),
        "wishes": Wishes(address_id=address, pay_method=method),
    }


def bought(**wanted):
    """The number of the order, for the parent process."""
    return place_order(**wanted).number


def paid(order_id):
    with transaction.atomic():
        return note_paid(order_id, at=timezone.now())


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def sold(sku):
    return OrderLine.objects.filter(sku=sku).aggregate(sum=Sum("count"))["sum"] or 0


def stock_of(sku):
    return SKU.objects.get(pk=sku.pk).stock


def test_last_pieces_are_sold_once():
    sku = SKUFactory(stock=7)
    wanted = [wish(**{f"s{sku.pk}": 1}) for _ in range(16)]

    results = in_processes([partial(bought, **each) for each in wanted])

    assert kinds(results) == ["LinesRefused"] * 9 + ["str"] * 7
    assert (stock_of(sku), sold(sku), Order.objects.count()) == (0, 7, 7)


def test_orders_for_the_same_goods_in_another_sequence_do_not_lock_each_other_out():
    one, other = SKUFactory(stock=1000), SKUFactory(stock=1000)
    there, back = {f"s{one.pk}": 1, f"s{other.pk}": 2}, {f"s{other.pk}": 2, f"s{one.pk}": 1}
    wanted = [wish(**(there if number % 2 else back)) for number in range(12)]

    results = in_processes([partial(bought, **each) for each in wanted])

    assert kinds(results) == ["str"] * 12
    assert (stock_of(one), stock_of(other)) == (988, 976)


def test_order_and_cancellation_of_the_same_goods_do_not_lock_each_other_out():
    for _round in range(ROUNDS):
        order = placed(count=2, stock=10, pay_method=PayMethod.CASH)
        sku = order.lines.get().sku
        cancel = partial(cancelling.cancel, user=order.user, number=order.number)

        results = in_processes([cancel, *[partial(bought, **wish(**{f"s{sku.pk}": 1})) for _ in range(3)]])

        assert kinds(results) == ["NoneType", "str", "str", "str"]
        assert stock_of(sku) == 7


def test_page_sent_many_times_makes_one_order():
    sku = SKUFactory(stock=10)
    wanted = wish(**{f"s{sku.pk}": 2})

    results = in_processes([partial(bought, **wanted)] * 6)

    assert set(results) == {Order.objects.get().number}
    assert (stock_of(sku), sold(sku)) == (8, 2)


def test_cart_changed_while_it_is_ordered_is_ordered_as_shown_or_not_at_all():
    for _round in range(ROUNDS):
        sku = SKUFactory(stock=10)
        wanted = wish(is_cart=True, **{f"s{sku.pk}": 2})
        cart = UserCart(wanted["user"].pk)
        cart.add(Line(sku.pk, 2, sku.price), most=9)

        order, _added = in_processes([partial(bought, **wanted), partial(cart.add, Line(sku.pk, 3, sku.price), most=9)])

        left = {line.sku_id: line.count for line in cart.lines().values()}
        if isinstance(order, CartChanged):
            assert (left, stock_of(sku), sold(sku)) == ({sku.pk: 5}, 10, 0)
        else:
            assert (left, stock_of(sku), sold(sku)) == ({sku.pk: 3}, 8, 2)


def test_price_changed_while_it_is_ordered_is_the_price_that_was_shown_or_none():
    for _round in range(ROUNDS):
        sku = SKUFactory(stock=10, price=99)
        dearer = partial(SKU.objects.filter(pk=sku.pk).update, price=199)

        order, _changed = in_processes([partial(bought, **wish(**{f"s{sku.pk}": 1})), dearer])

        if isinstance(order, LinesRefused):
            assert (stock_of(sku), sold(sku)) == (10, 0)
        else:
            assert Order.objects.get(number=order).total == 99


@pytest.mark.parametrize("rival", ["shipped", "paid", "expired", "cancelled"])
def test_cancellation_against_whatever_else_happens(rival):
    for _round in range(ROUNDS):
        method = PayMethod.CASH if rival == "shipped" else PayMethod.ALIPAY
        order = placed(count=2, stock=10, pay_method=method)
        if rival == "expired":
            Order.objects.filter(pk=order.pk).update(pay_by=timezone.now())
        cancel = partial(cancelling.cancel, user=order.user, number=order.number)

        ended, other = in_processes([cancel, rival_of(order, rival, cancel)])

        assert_one_story(order, ended, other, rival)


def rival_of(order, name, cancel):
    clerk = by_staff(UserFactory(is_staff=True).pk)
    return {
        "shipped": partial(delivering.ship, order_id=order.pk, carrier="顺丰", tracking_number="1", by=clerk),
        "paid": partial(paid, order.pk),
        "expired": cancelling.close_unpaid,
        "cancelled": cancel,
    }[name]


def assert_one_story(order, ended, other, rival):
    """The state, the stock and the timeline tell of the same winner."""
    line, order = order.lines.select_related("sku").get(), Order.objects.get(pk=order.pk)
    changes = list(OrderEvent.objects.filter(order=order).values_list("change", flat=True))[1:]
    is_cancelled = order.status == Status.CANCELLED
    assert line.sku.stock == (10 if is_cancelled else 8)
    if rival == "paid":  # money that comes after the cancellation finds the goods again
        assert order.status == Status.TO_SHIP
        assert (ended, other, changes) in [(None, Paid.REVIVED, ["cancel", "revive"])] or (
            isinstance(ended, NotNow) and (other, changes) == (Paid.IN_TIME, ["pay"])
        )
        return
    assert len(changes) == 1
    assert is_cancelled is (rival != "shipped" or changes == ["cancel"])
    losers = [each for each in (ended, other) if isinstance(each, NotNow)]
    assert len(losers) == (1 if rival != "expired" or isinstance(ended, NotNow) else 0)
