"""Two at the same moment: one gets through, the other is refused, and nothing is half-done."""

from functools import partial

import pytest
from django.db.models import Sum
from PIL import Image

from aftersales import rules
from aftersales.models import AfterSale, AfterSaleEvent
from aftersales.services import asking, deciding
from goods.models import SKU
from orders.models import Order, OrderEvent, OrderLine
from orders.services.delivering import ship
from orders.services.moving import NotNow, by_staff
from payment.models import Refund
from tests.racing import at_once, count_of
from users.tests.factories import UserFactory

from .factories import approve, ask_for, line_of, order_of, sent_back

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]

ROUNDS = 8  # so that each side wins some of them
PRICE = 99


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True)


def race(*works):
    """Each of these once, released together. Returns what they returned or raised."""
    return at_once(lambda place: works[place](), times=len(works))


def losers(results):
    return [type(each) for each in results if isinstance(each, Exception)]


def count_and_money(order):
    """Pieces and yuan that went back by the line, the stock (of 10), the refunds and the requests: all the same."""
    line = line_of(order)
    done = AfterSale.objects.filter(order=order, status="refunded").aggregate(count=Sum("count"), amount=Sum("amount"))
    money = Refund.objects.filter(order=order).aggregate(sum=Sum("amount"))["sum"] or 0
    stock = SKU.objects.get(pk=line.sku_id).stock - 10
    assert (line.refunded_count, stock) == (done["count"] or 0, done["count"] or 0)
    assert money == (done["amount"] or 0) == PRICE * line.refunded_count
    return line.refunded_count


def state_of(order):
    """The order's, which its timeline ends in."""
    state = Order.objects.get(pk=order.pk).status
    assert OrderEvent.objects.filter(order=order).last().status == state
    return state


@pytest.mark.parametrize("count", [1, 3])
def test_two_clerks_approve_and_one_gives_the_money(clerk, count):
    for _round in range(ROUNDS):
        order = order_of(count=3)
        aftersale = ask_for(order, count)

        results = race(*[partial(approve, aftersale, by=clerk)] * 2)

        assert losers(results) == [rules.NotNow]
        assert count_and_money(order) == count
        assert state_of(order) == ("refunded" if count == 3 else "to_ship")
        assert AfterSaleEvent.objects.filter(aftersale=aftersale, change="refund").count() == 1


def test_goods_that_came_back_are_received_by_one_of_two_clerks(clerk):
    for _round in range(ROUNDS):
        order = order_of(status="done", count=2)
        aftersale = sent_back(order, 1, by=clerk)

        results = race(*[partial(deciding.receive, aftersale_id=aftersale.pk, by=clerk, is_sellable=True)] * 2)

        assert losers(results) == [rules.NotNow]
        assert count_and_money(order) == 1


def test_two_requests_for_the_last_piece_are_one(clerk, tmp_path):
    for round_ in range(1, ROUNDS + 1):
        order = order_of(count=3)
        approve(ask_for(order, 2), by=clerk)
        evidence = [Image.new("RGB", (4, 4))]

        results = race(*[partial(ask_for, order, 1, evidence=evidence)] * 2)

        assert losers(results) == [rules.AlreadyOpen]
        assert AfterSale.objects.open().filter(order=order).count() == 1
        assert state_of(order) == "refunding"
        assert len([path for path in tmp_path.rglob("*.webp")]) == round_  # the loser's picture is gone


def test_two_lines_asked_for_at_once_are_both_open():
    for _round in range(ROUNDS):
        order = order_of(lines=2)

        results = race(partial(ask_for, order), partial(ask_for, order, place=1))

        assert losers(results) == []
        assert AfterSale.objects.open().filter(order=order).count() == 2
        assert OrderEvent.objects.filter(order=order, change="ask_refund").count() == 1


def test_asking_or_shipping_wins_not_both(clerk):
    for _round in range(ROUNDS):
        order = order_of()
        parcel = {"carrier": "顺丰", "tracking_number": "SF12345", "by": by_staff(clerk.pk)}

        results = race(partial(ask_for, order), partial(ship, order_id=order.pk, **parcel))

        is_asked = AfterSale.objects.open().filter(order=order).exists()
        assert losers(results) in ([NotNow], [rules.NotReceived])
        assert (state_of(order), losers(results)) == (
            ("refunding", [NotNow]) if is_asked else ("shipped", [rules.NotReceived])
        )


def test_withdrawing_or_approving_wins_not_both(clerk):
    for _round in range(ROUNDS):
        order = order_of(count=2)
        aftersale = ask_for(order, 2)

        results = race(
            partial(asking.withdraw, user=order.user, aftersale_id=aftersale.pk),
            partial(approve, aftersale, by=clerk),
        )

        assert losers(results) == [rules.NotNow]
        status = AfterSale.objects.get(pk=aftersale.pk).status
        outcome = (status, count_and_money(order), state_of(order))
        assert outcome in (("withdrawn", 0, "to_ship"), ("refunded", 2, "refunded"))


def test_rejecting_or_approving_wins_not_both(clerk):
    for _round in range(ROUNDS):
        order = order_of(count=2)
        aftersale = ask_for(order, 1)

        results = race(
            partial(deciding.reject, aftersale_id=aftersale.pk, by=clerk, note="不行"),
            partial(approve, aftersale, by=clerk),
        )

        assert losers(results) == [rules.NotNow]
        status = AfterSale.objects.get(pk=aftersale.pk).status
        outcome = (status, count_and_money(order), state_of(order))
        assert outcome in (("rejected", 0, "to_ship"), ("refunded", 1, "to_ship"))


def test_requests_of_all_lines_approved_at_once_end_the_order_once(clerk):
    for _round in range(ROUNDS):
        order = order_of(lines=3)
        requests = [ask_for(order, place=place) for place in range(3)]

        results = race(*[partial(approve, found, by=clerk) for found in requests])

        assert count_of(results, Exception) == 0
        assert state_of(order) == "refunded"
        assert Refund.objects.filter(order=order).aggregate(sum=Sum("amount"))["sum"] == order.total
        assert list(OrderLine.objects.filter(order=order).values_list("refunded_count", flat=True)) == [1, 1, 1]
