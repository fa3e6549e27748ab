"""What the staff do with orders: ship one or many, cancel, look at a number; each with its refusals."""

import pytest
from django.contrib.admin.models import LogEntry

from goods.models import SKU
from ledger.queries import movement_of, unbalanced
from orders.models import Actor, Order
from orders.services.delivering import confirm_receipt
from orders.services.moving import NotNow
from orders.states import Status
from tests.racing import at_once
from tests.staff_people import signed_in, staff
from users.tests.factories import UserFactory

from .factories import OrderFactory
from .test_admin_orders import LIST, make_staff

pytestmark = pytest.mark.django_db

PARCEL = {"carrier": "顺丰速运", "tracking_number": "SF1234567890"}


@pytest.fixture
def clerk():
    make_staff()
    return staff("order clerk", username="clerk")


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


def act(desk, order, action, **fields):
    return desk.post(f"{LIST}{order.pk}/{action}/", fields)


def history(order):
    return list(LogEntry.objects.filter(object_id=str(order.pk)).values_list("user__username", "change_message"))


def last_event(order):
    event = order.events.last()
    return event.change, event.actor, event.by and event.by.username, event.note


def words(response):
    return [str(message) for message in response.context["messages"]]


# --- One ------------------------------------------------------------------------------------------


def test_a_clerk_ships_an_order(desk):
    order = OrderFactory(status=Status.TO_SHIP)

    response = act(desk, order, "ship", **PARCEL)

    assert response.url == f"{LIST}{order.pk}/change/"
    order.refresh_from_db()
    assert (order.status, order.carrier, order.tracking_number) == (Status.SHIPPED, "顺丰速运", "SF1234567890")
    assert last_event(order) == ("ship", Actor.STAFF, "clerk", "")
    assert history(order) == [("clerk", "发货：顺丰速运 SF1234567890")]


@pytest.mark.parametrize("tracking", ["", "1234", "SF 123456", "运单一二三四五", "9" * 41])
def test_a_number_that_is_none_is_refused(desk, tracking):
    order = OrderFactory(status=Status.TO_SHIP)

    response = act(desk, order, "ship", carrier="顺丰速运", tracking_number=tracking)

    assert response.status_code == 422
    assert list(response.context["change"].errors) == ["tracking_number"]
    assert history(order) == []


@pytest.mark.parametrize("status", [each for each in Status if each != Status.TO_SHIP])
def test_only_what_waits_for_it_is_shipped(desk, status):
    order = OrderFactory(status=status)

    response = act(desk, order, "ship", **PARCEL)

    sentence = f"订单 {order.number} 现在是「{Status(status).label}」，这个操作没有执行。"
    assert (response.status_code, response.context["refusal"]) == (409, sentence)
    assert Order.objects.get().status == status
    assert history(order) == []


def test_a_clerk_cancels_an_unpaid_order_with_a_reason_and_its_stock_comes_back(desk):
    order = OrderFactory(status=Status.UNPAID, lines=[{"count": 2}])
    before = SKU.objects.get().stock

    act(desk, order, "cancel", reason="买家来电要求取消")

    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert SKU.objects.get().stock == before + 2
    assert last_event(order) == ("cancel", Actor.STAFF, "clerk", "买家来电要求取消")
    assert history(order) == [("clerk", "取消：买家来电要求取消")]


def test_a_parcel_that_nobody_paid_for_at_the_door_comes_back(desk):
    order = OrderFactory(status=Status.SHIPPED, pay_method="cash", lines=[{"count": 2}])
    before = SKU.objects.get().stock

    page = desk.get(f"{LIST}{order.pk}/change/").content.decode()
    act(desk, order, "cancel", reason="买家拒收")

    order.refresh_from_db()
    assert "包裹退回" in page
    assert (order.status, order.paid_at, SKU.objects.get().stock) == (Status.CANCELLED, None, before + 2)
    assert last_event(order) == ("come_back", Actor.STAFF, "clerk", "买家拒收")
    assert movement_of(order.number).came == 0
    with pytest.raises(NotNow):  # no clock takes it for received, and its cash for paid
        confirm_receipt(user=order.user, number=order.number)


def test_a_click_on_received_pays_for_no_parcel_that_came_back(desk):
    order = OrderFactory(status=Status.SHIPPED, pay_method="cash", lines=[{"count": 2}])
    before = SKU.objects.get().stock
    confirm_receipt(user=order.user, number=order.number)

    act(desk, order, "cancel", reason="快递退回，买家没有付款")

    order.refresh_from_db()
    assert (order.status, order.paid_at, SKU.objects.get().stock) == (Status.CANCELLED, None, before + 2)
    assert (movement_of(order.number).kept, unbalanced()) == (0, [])


def test_a_parcel_of_which_something_was_refunded_does_not_come_back(desk):
    order = OrderFactory(status=Status.DONE, pay_method="cash", lines=[{"count": 2, "refunded_count": 1}])

    assert act(desk, order, "cancel", reason="退回").status_code == 409
    assert Order.objects.get().status == Status.DONE


def test_a_parcel_that_is_paid_does_not_come_back_like_this(desk):
    order = OrderFactory(status=Status.SHIPPED)

    page = desk.get(f"{LIST}{order.pk}/change/").content.decode()

    assert (act(desk, order, "cancel", reason="买家拒收").status_code, "包裹退回" in page) == (409, False)
    assert Order.objects.get().status == Status.SHIPPED


@pytest.mark.parametrize(("status", "reason", "answer"), [(Status.UNPAID, " ", 422), (Status.TO_SHIP, "不卖了", 409)])
def test_cancelling_needs_a_reason_and_an_order_that_is_not_paid(desk, status, reason, answer):
    order = OrderFactory(status=status)

    assert act(desk, order, "cancel", reason=reason).status_code == answer
    assert Order.objects.get().status == status
    assert history(order) == []


@pytest.mark.parametrize("action", ["ship", "cancel", "receiver"])
def test_analysts_and_strangers_act_on_nothing(clerk, action):
    order = OrderFactory(status=Status.TO_SHIP if action == "ship" else Status.UNPAID)
    analyst, shopper, before = staff("analyst"), UserFactory(), order.events.count()

    assert act(signed_in(analyst), order, action, reason="x", **PARCEL).status_code == 403
    assert act(signed_in(shopper), order, action, reason="x", **PARCEL).status_code == 302  # to the sign-in page
    assert history(order) == []
    assert order.events.count() == before
    assert Order.objects.get().status == order.status


@pytest.mark.parametrize("action", ["ship", "cancel", "receiver"])
def test_an_order_that_is_not_there_is_not_found(desk, action):
    assert desk.post(f"{LIST}999999999/{action}/", PARCEL).status_code == 404


def test_looking_at_forms_changes_nothing(desk):
    order = OrderFactory(status=Status.TO_SHIP)

    assert [desk.get(f"{LIST}{order.pk}/{name}/").status_code for name in ("ship", "cancel", "receiver")] == [
        200,
        200,
        405,
    ]
    assert Order.objects.get().status == Status.TO_SHIP


def test_the_page_offers_only_what_can_be_done(desk):
    offered = {}
    for status in (Status.UNPAID, Status.TO_SHIP, Status.SHIPPED):
        order = OrderFactory(status=status)
        actions = desk.get(f"{LIST}{order.pk}/change/").context["order_actions"]
        offered[status] = [words for _address, words, _look, _at_once in actions]

    assert offered == {
        Status.UNPAID: ["取消订单"],
        Status.TO_SHIP: ["发货", "查看收货人电话"],
        Status.SHIPPED: [],
    }


# --- Numbers --------------------------------------------------------------------------------------


def test_a_clerk_sees_the_number_of_a_parcel_that_waits_and_this_is_noted(desk):
    order = OrderFactory(status=Status.TO_SHIP, mobile="13712345678", phone="010-62510000")

    response = act(desk, order, "receiver")

    assert [value for _name, value in response.context["rows"]][1::2] == ["13712345678", "010-62510000"]
    assert history(order) == [("clerk", "查看了收货人的电话")]
    assert "no-store" in response.headers["Cache-Control"]


def test_a_clerk_sees_no_number_of_what_is_not_to_be_sent(desk):
    order = OrderFactory(status=Status.DONE)

    assert act(desk, order, "receiver").status_code == 403
    assert history(order) == []


def test_too_many_looks_at_numbers_are_refused(desk):
    order = OrderFactory(status=Status.TO_SHIP, mobile="13712345678")
    while (response := act(desk, order, "receiver")).status_code == 200:
        assert len(history(order)) < 200

    assert response.status_code == 429
    assert "13712345678" not in response.content.decode()


# --- Many -----------------------------------------------------------------------------------------


def choose(desk, orders, **fields):
    chosen = {"action": "ship_chosen", "_selected_action": [order.pk for order in orders]}
    return desk.post(LIST, chosen | fields, follow=True)


def parcel(order, tracking, carrier=""):
    return {f"order-{order.pk}-carrier": carrier, f"order-{order.pk}-tracking_number": tracking}


def test_many_orders_are_shipped_from_one_page(desk):
    first, second, left = (OrderFactory(status=Status.TO_SHIP) for _ in range(3))
    page = choose(desk, [first, second, left])

    done = choose(
        desk,
        [first, second, left],
        confirm="yes",
        carrier="中通快递",
        **parcel(first, "ZT00001"),
        **parcel(second, "SF00002", "顺丰速运"),
        **parcel(left, ""),
    )

    assert [each.order for each in page.context["parcels"]] == [first, second, left]
    assert words(done) == ["2 个订单已发货。"]
    assert list(Order.objects.order_by("pk").values_list("status", "carrier", "tracking_number")) == [
        (Status.SHIPPED, "中通快递", "ZT00001"),
        (Status.SHIPPED, "顺丰速运", "SF00002"),
        (Status.TO_SHIP, "", ""),
    ]


@pytest.mark.parametrize(
    ("tracking", "carrier", "refusal"),
    [
        ("ZT1", "中通快递", "有几处要改，还没有订单发出。"),
        ("ZT00001", "", "有几处要改，还没有订单发出。"),
        ("", "中通快递", "有几处要改，还没有订单发出。"),
        ("", "", "一个运单号都没有填，没有订单发出。"),
    ],
)
def test_one_line_that_is_wrong_holds_all_of_the_page_back(desk, tracking, carrier, refusal):
    good, bad = OrderFactory(status=Status.TO_SHIP), OrderFactory(status=Status.TO_SHIP)
    sent = parcel(good, "SF00002", "顺丰速运") if tracking or carrier else parcel(good, "")

    response = choose(desk, [good, bad], confirm="yes", carrier="", **sent, **parcel(bad, tracking, carrier))

    assert (response.status_code, response.context["refusal"]) == (422, refusal)
    assert set(Order.objects.values_list("status", flat=True)) == {Status.TO_SHIP}


def test_an_order_that_changed_meanwhile_is_refused_and_the_others_go_out(desk):
    good, refunding = OrderFactory(status=Status.TO_SHIP), OrderFactory(status=Status.REFUNDING)

    done = choose(
        desk, [good, refunding], confirm="yes", carrier="", **parcel(good, "SF00001", "顺丰"), **parcel(refunding, "X")
    )

    assert words(done) == ["1 个订单已发货。", f"订单 {refunding.number} 现在是「退款中」，这个操作没有执行。"]
    refunding.refresh_from_db()
    assert refunding.status == Status.REFUNDING


def test_analysts_ship_nothing_from_the_list(clerk):
    order = OrderFactory(status=Status.TO_SHIP)

    choose(signed_in(staff("analyst")), [order], confirm="yes", carrier="中通快递", **parcel(order, "ZT00001"))

    assert Order.objects.get().status == Status.TO_SHIP


@pytest.mark.mysql
@pytest.mark.django_db(transaction=True)
def test_of_clerks_who_ship_the_same_order_at_the_same_moment_one_wins(client):
    order = OrderFactory(status=Status.TO_SHIP)
    desks = [signed_in(staff(is_superuser=True)) for _ in range(4)]

    answers = at_once(
        lambda index: (
            act(desks[index], order, "ship", carrier=f"承运商 {index}", tracking_number="SF00001").status_code
        ),
        times=4,
    )

    assert sorted(answers) == [302, 409, 409, 409]
    order.refresh_from_db()
    assert order.carrier == f"承运商 {answers.index(302)}"
    assert [event.change for event in order.events.all()].count("ship") == 1
    assert len(history(order)) == 1
