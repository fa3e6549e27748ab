"""The shop decides: money, pieces and stock go back together, once, or nothing does."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Sum

from aftersales import rules
from aftersales.models import AfterSale, AfterSaleEvent
from aftersales.services import deciding
from aftersales.states import Kind, Reason
from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Order, OrderEvent, OrderLine
from orders.services.cancelling import take_parcel_back
from orders.services.delivering import ship
from orders.services.moving import NotNow, by_staff
from payment.models import Payment, Refund
from payment.services.refunding import NothingPaid
from users.tests.factories import UserFactory

from .factories import RETURN_ADDRESS, approve, ask_for, line_of, order_of, sent_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True, username="clerk")


def facts_of(order):
    """State of the order, refunded pieces of each line, stock of their SKUs, yuan promised back."""
    lines = OrderLine.objects.filter(order=order).order_by("pk").select_related("sku")
    back = Refund.objects.filter(order=order).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    status = Order.objects.get(pk=order.pk).status
    return status, [line.refunded_count for line in lines], [line.sku.stock for line in lines], f"{back:.2f}"


def changes_of(aftersale):
    return list(AfterSaleEvent.objects.filter(aftersale=aftersale).order_by("pk").values_list("change", flat=True))


def written_of(aftersale):
    return [(entry.user.username, entry.change_message) for entry in LogEntry.objects.filter(object_id=aftersale.pk)]


# --- Before shipping --------------------------------------------------------------------------------


def test_approving_part_of_an_order_pays_it_back_and_lets_the_rest_be_shipped(clerk):
    order = order_of(count=3)
    aftersale = ask_for(order, 2)

    deciding.approve(aftersale_id=aftersale.pk, by=clerk, note="已安排")

    assert facts_of(order) == ("to_ship", [2], [12], "198.00")
    assert changes_of(aftersale) == ["ask", "approve", "refund"]
    assert AfterSale.objects.get().status == "refunded"
    assert OrderEvent.objects.filter(order=order).last().note == f"{line_of(order).name} × 2 ¥198.00"
    assert written_of(aftersale) == [("clerk", "同意了申请")]
    event = AfterSaleEvent.objects.get(change="approve")
    assert (event.by, event.actor, event.note) == (clerk, "staff", "已安排")


def test_approving_all_of_an_order_ends_it(clerk):
    order = order_of(count=3, freight=Decimal("10"))

    approve(ask_for(order, 3), by=clerk)

    assert facts_of(order) == ("refunded", [3], [13], "307.00")


def test_last_of_several_requests_ends_the_order(clerk):
    order = order_of(lines=[{"count": 2}, {"count": 1}], freight=Decimal("10"), discount=Decimal("7"))
    first, second = ask_for(order, 2), ask_for(order, 1, place=1)

    approve(first, by=clerk)
    held = facts_of(order)[0]
    approve(second, by=clerk)

    assert held == "refunding"
    assert facts_of(order) == ("refunded", [2, 1], [12, 11], "300.00")
    assert Payment.objects.get().refunded == order.total


def test_portions_of_a_line_give_back_what_was_paid_for_it(clerk):
    order = order_of(lines=[{"count": 7}], freight=Decimal("10"), discount=Decimal("33.33"))

    for count in (1, 3, 2, 1):
        approve(ask_for(order, count), by=clerk)

    assert facts_of(order) == ("refunded", [7], [17], str(order.total))
    assert order.total == line_of(order).paid == Decimal("669.67")


def test_present_goes_back_without_money(clerk):
    order = order_of(lines=[{"count": 1, "sku": SKUFactory(price=0)}, {"count": 1}])

    approve(ask_for(order), by=clerk)

    assert facts_of(order) == ("to_ship", [1, 0], [11, 10], "0.00")


def test_order_that_was_held_is_shipped_after_a_part_went_back(clerk):
    order = order_of(count=3)
    approve(ask_for(order, 1), by=clerk)

    ship(order_id=order.pk, carrier="顺丰", tracking_number="SF12345", by=by_staff(clerk.pk))

    assert facts_of(order)[0] == "shipped"


def test_held_order_is_not_shipped(clerk):
    order = order_of()
    ask_for(order)

    with pytest.raises(NotNow):
        ship(order_id=order.pk, carrier="顺丰", tracking_number="SF12345", by=by_staff(clerk.pk))

    assert facts_of(order)[0] == "refunding"


def test_nothing_is_changed_when_there_is_no_payment(clerk):
    order = order_of()
    aftersale = ask_for(order)
    Payment.objects.all().delete()

    with pytest.raises(NothingPaid):
        approve(aftersale, by=clerk)

    assert facts_of(order) == ("refunding", [0], [10], "0.00")
    assert (changes_of(aftersale), written_of(aftersale)) == (["ask"], [])


# --- Returns ------------------------------------------------------------------------------------------


def test_approved_return_waits_for_the_goods(clerk):
    order = order_of(status="done")
    aftersale = ask_for(order, 2)

    deciding.approve(aftersale_id=aftersale.pk, by=clerk, return_address=RETURN_ADDRESS)

    assert facts_of(order) == ("done", [0], [10], "0.00")
    aftersale.refresh_from_db()
    assert (aftersale.status, aftersale.return_address) == ("approved", RETURN_ADDRESS)


def test_return_is_not_approved_without_saying_where_to(clerk):
    aftersale = ask_for(order_of(status="done"))

    with pytest.raises(rules.NoWayBack):
        deciding.approve(aftersale_id=aftersale.pk, by=clerk)

    assert changes_of(aftersale) == ["ask"]


@pytest.mark.parametrize(("is_sellable", "stock"), [(True, 12), (False, 10)])
def test_goods_that_came_back_are_paid_back_and_sold_again_if_they_can_be(clerk, is_sellable, stock):
    order = order_of(status="to_review", count=3, freight=Decimal("9"))
    aftersale = sent_back(order, 2, by=clerk)

    deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=is_sellable)

    assert facts_of(order) == ("to_review", [2], [stock], "198.00")
    aftersale.refresh_from_db()
    assert (aftersale.status, aftersale.is_sellable) == ("refunded", is_sellable)
    assert changes_of(aftersale) == ["ask", "approve", "send_back", "receive", "refund"]


def test_goods_that_come_before_their_number_are_received_all_the_same(clerk):
    order = order_of(status="done", count=1)
    aftersale = ask_for(order)
    approve(aftersale, by=clerk)

    deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=True)

    assert facts_of(order) == ("refunded", [1], [11], "99.00")


def test_money_without_a_return_leaves_the_stock_alone(clerk):
    order = order_of(status="to_review", count=2, freight=Decimal("8"))

    approve(ask_for(order, 1, kind=Kind.REFUND_ONLY, reason=Reason.MISSING), by=clerk)

    assert facts_of(order) == ("to_review", [1], [10], "103.00")


def test_cash_goes_back_by_hand(clerk):
    order = order_of(status="to_review", pay_method="cash", count=2)

    approve(ask_for(order, 1, kind=Kind.REFUND_ONLY), by=clerk)

    assert facts_of(order) == ("to_review", [1], [10], "99.00")
    assert Refund.objects.get().payment is None


# --- Refusing -------------------------------------------------------------------------------------------


def test_rejecting_says_why_and_lets_the_order_be_shipped(clerk):
    order = order_of()
    aftersale = ask_for(order)

    deciding.reject(aftersale_id=aftersale.pk, by=clerk, note="已在打包")

    assert facts_of(order) == ("to_ship", [0], [10], "0.00")
    event = AfterSaleEvent.objects.get(aftersale=aftersale, change="reject")
    assert (event.status, event.by, event.note) == ("rejected", clerk, "已在打包")
    assert written_of(aftersale) == [("clerk", "未通过申请：已在打包")]


def test_goods_that_are_not_what_was_sold_are_rejected_when_they_come(clerk):
    order = order_of(status="done")
    aftersale = sent_back(order, by=clerk)

    deciding.reject(aftersale_id=aftersale.pk, by=clerk, note="寄回的不是本店商品")

    assert facts_of(order) == ("done", [0], [10], "0.00")
    assert AfterSale.objects.get().status == "rejected"


def test_rejected_request_can_be_asked_for_anew(clerk):
    order = order_of()
    deciding.reject(aftersale_id=ask_for(order).pk, by=clerk, note="再想想")

    assert ask_for(order).status == "requested"


@pytest.mark.parametrize("second", ["approve", "reject", "receive"])
@pytest.mark.parametrize("first", ["approve", "reject"])
def test_request_that_was_decided_is_not_decided_again(clerk, first, second):
    order = order_of(count=3)
    aftersale = ask_for(order, 1)
    words = {"approve": {}, "reject": {"note": "不行"}, "receive": {"is_sellable": True}}
    getattr(deciding, first)(aftersale_id=aftersale.pk, by=clerk, **words[first])
    before = facts_of(order)

    with pytest.raises(rules.NotNow):
        getattr(deciding, second)(aftersale_id=aftersale.pk, by=clerk, **words[second])

    assert facts_of(order) == before
    assert len(written_of(aftersale)) == 1


def test_refund_before_shipping_has_nothing_to_receive(clerk):
    aftersale = ask_for(order_of())

    with pytest.raises(rules.NotNow):
        deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=True)


def test_request_that_there_is_not_is_not_decided(clerk):
    with pytest.raises(AfterSale.DoesNotExist):
        deciding.approve(aftersale_id=1, by=clerk)


def test_stock_of_goods_that_went_back_counts_as_not_sold(clerk):
    order = order_of(count=3)
    SKU.objects.update(sales=5)

    approve(ask_for(order, 2), by=clerk)

    assert SKU.objects.get().sales == 3


def test_nothing_goes_back_of_an_order_whose_parcel_came_back_meanwhile(clerk):
    presents = [{"sku": SKUFactory(price=0), "count": 1}, {"count": 1}]
    order = order_of(status="done", pay_method="cash", lines=presents)
    aftersale = sent_back(order, 1, by=clerk)  # of what cost nothing: no money refuses it
    take_parcel_back(order_id=order.pk, by=by_staff(clerk.pk), note="拒收")
    before = facts_of(order)

    with pytest.raises(NotNow):
        deciding.receive(aftersale_id=aftersale.pk, by=clerk, is_sellable=True)

    assert facts_of(order) == before
    deciding.reject(aftersale_id=aftersale.pk, by=clerk, note="包裹已退回，没有付款")
