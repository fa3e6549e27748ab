"""Asking for money back: when, for how much, and what it does to the order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from aftersales import rules
from aftersales.models import AfterSale, AfterSaleEvent
from aftersales.services import asking
from aftersales.states import Kind, Reason
from orders.models import Order, OrderEvent, OrderLine
from users.tests.factories import UserFactory

from .factories import approve, ask_for, line_of, order_of, sent_back, wish_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk():
    return UserFactory(is_staff=True, username="clerk")


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def order_timeline(order):
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("change", "actor", "note"))


def timeline(aftersale):
    rows = AfterSaleEvent.objects.filter(aftersale=aftersale).order_by("pk")
    return list(rows.values_list("change", "status", "actor", "note"))


def test_asking_before_shipping_holds_the_order_and_fixes_the_amount():
    order = order_of(count=3, freight=Decimal("10"), discount=Decimal("20"))

    aftersale = ask_for(order, 2, text="不要了")

    assert status_of(order) == "refunding"
    assert (aftersale.kind, aftersale.status, aftersale.count) == ("refund", "requested", 2)
    assert aftersale.amount == Decimal("191.32")  # 184.66 of 277, and 6.66 of the freight
    assert timeline(aftersale) == [("ask", "requested", "buyer", "")]
    assert order_timeline(order)[-1] == ("ask_refund", "buyer", f"{line_of(order).name} × 2")


def test_freight_of_a_return_goes_back_only_when_the_shop_is_at_fault():
    amounts = {
        reason: ask_for(order_of(status="to_review", freight=Decimal("12")), 1, reason=reason).amount
        for reason in (Reason.NOT_WANTED, Reason.FAULTY)
    }

    assert amounts == {Reason.NOT_WANTED: Decimal("99.00"), Reason.FAULTY: Decimal("103.00")}


@pytest.mark.parametrize("kind", [Kind.RETURN, Kind.REFUND_ONLY])
@pytest.mark.parametrize("status", ["to_review", "done"])
def test_asking_after_the_receipt_leaves_the_order_where_it_is(status, kind):
    order = order_of(status=status)

    aftersale = ask_for(order, 3, kind=kind)

    assert status_of(order) == status
    assert (aftersale.kind, aftersale.amount) == (kind, Decimal("297.00"))


@pytest.mark.parametrize(
    ("status", "fields", "refusal"),
    [
        ("unpaid", {}, rules.NotPaid),
        ("to_ship", {"pay_method": "cash"}, rules.NotPaid),
        ("shipped", {}, rules.NotReceived),
        ("cancelled", {}, rules.OrderEnded),
        ("refunded", {}, rules.OrderEnded),
        ("to_review", {"received_at": timezone.now() - timedelta(days=7, minutes=1)}, rules.TooLate),
    ],
)
def test_order_in_a_state_without_a_way_back_is_refused(status, fields, refusal):
    order = order_of(status=status, **fields)

    with pytest.raises(refusal):
        ask_for(order)

    assert (status_of(order), AfterSale.objects.exists()) == (status, False)


def test_last_minute_of_the_last_day_is_in_time(settings):
    settings.AFTERSALES_DAYS = 3
    order = order_of(status="done", received_at=timezone.now() - timedelta(days=3) + timedelta(minutes=1))

    assert ask_for(order).status == "requested"


@pytest.mark.parametrize(("status", "kind"), [("to_ship", Kind.RETURN), ("to_review", Kind.REFUND)])
def test_kind_that_belongs_to_another_state_is_refused(status, kind):
    with pytest.raises(rules.KindGone):
        ask_for(order_of(status=status), kind=kind)


def test_more_pieces_than_are_left_are_refused(clerk):
    order = order_of(count=3)
    approve(ask_for(order, 2), by=clerk)

    with pytest.raises(rules.TooMany):
        ask_for(order, 2)

    assert (status_of(order), AfterSale.objects.count()) == ("to_ship", 1)


def test_line_that_was_paid_back_is_refused(clerk):
    order = order_of(lines=2)
    approve(ask_for(order, 1), by=clerk)

    with pytest.raises(rules.NothingLeft):
        ask_for(order, 1)


def test_second_request_of_a_line_is_refused_while_one_is_open():
    order = order_of()
    ask_for(order)

    with pytest.raises(rules.AlreadyOpen):
        ask_for(order)


def test_two_lines_are_asked_for_at_the_same_time():
    order = order_of(lines=2)

    requests = [ask_for(order, place=place) for place in (0, 1)]

    assert [request.status for request in requests] == ["requested", "requested"]
    assert [change for change, *_rest in order_timeline(order)].count("ask_refund") == 1


def test_database_refuses_a_second_open_request_of_a_line():
    aftersale = ask_for(order_of())
    second = AfterSale(
        order=aftersale.order, line=aftersale.line, user=aftersale.user, kind="refund", count=1, amount=1
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize("which", ["user", "number", "line"])
def test_line_of_somebody_else_does_not_exist(which):
    order, other = order_of(), order_of()
    asked = {"user": order.user, "number": order.number, "line": line_of(order)}
    asked[which] = {"user": other.user, "number": other.number, "line": line_of(other)}[which]

    with pytest.raises(OrderLine.DoesNotExist):
        asking.ask(user=asked["user"], number=asked["number"], line_id=asked["line"].pk, wish=wish_for(order))


# --- Evidence -------------------------------------------------------------------------------------


def files(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_evidence_is_stored_under_names_that_nobody_guesses(tmp_path):
    aftersale = ask_for(order_of(), evidence=[Image.new("RGB", (9, 9)), Image.new("RGB", (8, 8))])

    names = [each[0]["name"] for each in aftersale.pictures]
    assert [default_storage.exists(name) for name in names] == [True, True]
    assert all(len(name.split("/")[1].split("-")[0]) == 16 for name in names)  # 64 bits of chance
    assert [shown.width for shown in aftersale.shown_pictures] == [9, 8]


def test_refused_request_leaves_no_file_behind(tmp_path):
    order = order_of()
    line = line_of(order)
    OrderLine.objects.filter(pk=line.pk).update(refunded_count=3)

    with pytest.raises(rules.NothingLeft):
        ask_for(order, evidence=[Image.new("RGB", (9, 9))])

    assert files(tmp_path) == []


# --- Withdrawing, sending back -------------------------------------------------------------------------


def test_withdrawing_lets_the_order_be_shipped_again():
    order = order_of()
    aftersale = ask_for(order)

    asking.withdraw(user=order.user, aftersale_id=aftersale.pk)

    assert (status_of(order), AfterSale.objects.get().status) == ("to_ship", "withdrawn")
    assert AfterSale.objects.get().ended_at is not None
    assert timeline(aftersale)[-1] == ("withdraw", "withdrawn", "buyer", "")
    assert order_timeline(order)[-1] == ("end_refund", "mall", "")


def test_order_stays_held_while_another_line_is_open():
    order = order_of(lines=2)
    first, _second = ask_for(order), ask_for(order, place=1)

    asking.withdraw(user=order.user, aftersale_id=first.pk)

    assert status_of(order) == "refunding"


def test_withdrawing_after_the_receipt_leaves_the_order_where_it_is():
    order = order_of(status="done")

    asking.withdraw(user=order.user, aftersale_id=ask_for(order).pk)

    assert (status_of(order), AfterSale.objects.get().status) == ("done", "withdrawn")


def test_withdrawn_request_can_be_asked_for_anew():
    order = order_of()
    asking.withdraw(user=order.user, aftersale_id=ask_for(order).pk)

    assert ask_for(order, 3).amount == Decimal("297.00")


def test_request_is_withdrawn_once():
    order = order_of()
    aftersale = ask_for(order)
    asking.withdraw(user=order.user, aftersale_id=aftersale.pk)

    with pytest.raises(rules.NotNow):
        asking.withdraw(user=order.user, aftersale_id=aftersale.pk)

    assert len(timeline(aftersale)) == 2


def test_goods_on_their_way_back_are_not_withdrawn(clerk):
    order = order_of(status="to_review")
    aftersale = sent_back(order, by=clerk)

    with pytest.raises(rules.NotNow):
        asking.withdraw(user=order.user, aftersale_id=aftersale.pk)


def test_parcel_that_brings_the_goods_back_is_noted(clerk):
    aftersale = sent_back(order_of(status="to_review"), by=clerk)

    assert (aftersale.status, aftersale.carrier, aftersale.tracking_number) == ("sent_back", "顺丰速运", "SF1234567")
    assert timeline(aftersale)[-1] == ("send_back", "sent_back", "buyer", "顺丰速运 SF1234567")


@pytest.mark.parametrize("status", ["to_ship", "to_review"])
def test_nothing_is_sent_back_before_the_shop_agrees(status):
    order = order_of(status=status)
    aftersale = ask_for(order)

    with pytest.raises(rules.NotNow):
        asking.send_back(user=order.user, aftersale_id=aftersale.pk, carrier="顺丰", tracking_number="SF12345")


@pytest.mark.parametrize("step", ["withdraw", "send_back"])
def test_request_of_somebody_else_does_not_exist(step):
    aftersale = ask_for(order_of())
    parcel = {"carrier": "顺丰", "tracking_number": "SF12345"} if step == "send_back" else {}

    with pytest.raises(AfterSale.DoesNotExist):
        getattr(asking, step)(user=UserFactory(), aftersale_id=aftersale.pk, **parcel)

    assert AfterSale.objects.get().status == "requested"


def test_line_that_was_asked_for_in_vain_again_and_again_is_not_held_any_more(tmp_path):
    order = order_of(lines=2)
    for _time in range(rules.MOST_IN_VAIN):
        asking.withdraw(user=order.user, aftersale_id=ask_for(order, evidence=[Image.new("RGB", (4, 4))]).pk)
    kept = len(list(tmp_path.rglob("*.webp")))

    with pytest.raises(rules.TooOften):
        ask_for(order, evidence=[Image.new("RGB", (4, 4))])

    assert (Order.objects.get().status, len(list(tmp_path.rglob("*.webp")))) == ("to_ship", kept)
    assert ask_for(order, place=1).is_open
