"""The queue of the shop: seen by analysts, decided by clerks, one of them at a time."""

import html

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from PIL import Image

from aftersales.models import AfterSale, AfterSaleEvent
from aftersales.services import asking
from orders.models import Order
from payment.models import Payment, Refund
from tests.staff_people import give_rights, make_groups, signed_in, staff, take_rights
from users.tests.factories import UserFactory

from .factories import RETURN_ADDRESS, ask_for, order_of, sent_back

pytestmark = pytest.mark.django_db

LIST = "/admin/aftersales/aftersale/"
RIGHTS = "aftersales.migrations.0002_rights_of_staff"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def groups():
    make_groups()
    make_rights()


def make_rights():
    """As after the migrations: tests with transactions of their own empty the database."""
    give_rights(RIGHTS)


@pytest.fixture
def clerk(groups):
    return staff("order clerk", username="clerk")


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


def text(response):
    return html.unescape(response.content.decode())


def path_of(aftersale, step="change"):
    return f"{LIST}{aftersale.pk}/{step}/"


def status_of(aftersale):
    return AfterSale.objects.get(pk=aftersale.pk).status


# --- Rights -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "reads", "decides"),
    [("order clerk", 200, 200), ("analyst", 200, 403), ("editor", 403, 403)],
)
def test_clerks_decide_and_analysts_read(groups, group, reads, decides):
    aftersale = ask_for(order_of())
    client = signed_in(staff(group))

    looked = [client.get(path).status_code for path in (LIST, path_of(aftersale))]
    decided = [client.get(path_of(aftersale, step)).status_code for step in ("approve", "reject")]

    assert (looked, decided) == ([reads] * 2, [decides] * 2)


def test_analyst_sees_no_buttons_and_sends_in_vain(groups):
    aftersale = ask_for(order_of())
    client = signed_in(staff("analyst"))

    answers = [client.post(path_of(aftersale, step), {"note": "x"}).status_code for step in ("approve", "reject")]

    assert path_of(aftersale, "approve") not in text(client.get(path_of(aftersale)))
    assert (answers, status_of(aftersale)) == ([403, 403], "requested")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_adds_edits_or_deletes_a_request(desk, method):
    aftersale = ask_for(order_of())

    answers = [getattr(desk, method)(path).status_code for path in (f"{LIST}add/", path_of(aftersale, "delete"))]

    assert (answers, status_of(aftersale)) == ([403, 403], "requested")
    assert desk.post(path_of(aftersale), {"amount": "1"}).status_code == 403


def test_rights_are_taken_back_with_the_migration(groups):
    take_rights(RIGHTS)

    assert not Permission.objects.filter(group__isnull=False, content_type__app_label="aftersales").exists()


# --- Reading ----------------------------------------------------------------------------------------


def test_page_of_a_request_shows_what_it_takes_to_decide(desk):
    aftersale = ask_for(order_of(), 2, text="外包装破了", evidence=[Image.new("RGB", (9, 9))])

    page = text(desk.get(path_of(aftersale)))

    assert [words in page for words in ("外包装破了", "198.00", "不想要了", "买了 3 件，已退 0 件")] == [True] * 4
    assert aftersale.shown_pictures[0].src in page
    assert [path_of(aftersale, step) in page for step in ("approve", "reject", "receive")] == [True, True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_no_more_queries_for_three_rows(desk, django_assert_num_queries, rows):
    for _row in range(rows):
        ask_for(order_of())
    desk.get(LIST)

    with django_assert_num_queries(5):
        assert desk.get(LIST).status_code == 200


@pytest.mark.parametrize("query", ["?q={number}", "?q=buyer", "?status__exact=requested", "?kind__exact=refund"])
def test_queue_is_found_by_order_buyer_and_state(desk, query):
    order = order_of(user=UserFactory(username="buyer"))
    aftersale = ask_for(order)
    asking.withdraw(user=(other := ask_for(order_of(status="done"))).user, aftersale_id=other.pk)

    page = text(desk.get(LIST + query.format(number=order.number)))

    assert (path_of(aftersale) in page, path_of(other) in page) == (True, False)


def test_mobile_of_a_buyer_cannot_be_guessed_by_a_filter(desk):
    assert desk.get(f"{LIST}?user__mobile__startswith=138").status_code == 400


# --- Deciding -----------------------------------------------------------------------------------------


def test_approving_gives_the_money_back_and_is_written_down(desk):
    order = order_of(count=3)
    aftersale = ask_for(order, 3)

    response = desk.post(path_of(aftersale, "approve"), {"note": "已安排退款"})

    assert (response.status_code, response["Location"]) == (302, path_of(aftersale))
    assert (status_of(aftersale), Order.objects.get().status) == ("refunded", "refunded")
    assert Refund.objects.get().amount == order.total
    assert AfterSaleEvent.objects.get(change="approve").note == "已安排退款"
    assert [(entry.user.username, entry.change_message) for entry in LogEntry.objects.all()] == [
        ("clerk", "同意了申请")
    ]


def test_approving_a_return_proposes_and_keeps_the_address(desk, settings):
    settings.AFTERSALES_RETURN_ADDRESS = RETURN_ADDRESS
    aftersale = ask_for(order_of(status="done"))

    shown = text(desk.get(path_of(aftersale, "approve")))
    refused = desk.post(path_of(aftersale, "approve"), {"return_address": " "})
    desk.post(path_of(aftersale, "approve"), {"return_address": "另一个仓库"})

    assert RETURN_ADDRESS in shown
    assert refused.status_code == 422
    aftersale.refresh_from_db()
    assert (aftersale.status, aftersale.return_address) == ("approved", "另一个仓库")


def test_rejecting_needs_a_reason(desk):
    aftersale = ask_for(order_of())

    refused = desk.post(path_of(aftersale, "reject"), {"note": ""})
    asked = status_of(aftersale)
    desk.post(path_of(aftersale, "reject"), {"note": "已经打包"})

    assert (refused.status_code, asked) == (422, "requested")
    assert "请写明原因，买家会看到。" in text(refused)
    assert (status_of(aftersale), Order.objects.get().status) == ("rejected", "to_ship")


@pytest.mark.parametrize(("answer", "is_sellable", "stock"), [("yes", True, 11), ("no", False, 10)])
def test_receiving_asks_whether_the_goods_can_be_sold(desk, clerk, answer, is_sellable, stock):
    aftersale = sent_back(order_of(status="done"), by=clerk)

    refused = desk.post(path_of(aftersale, "receive"), {"is_sellable": ""})
    desk.post(path_of(aftersale, "receive"), {"is_sellable": answer})

    aftersale.refresh_from_db()
    assert (refused.status_code, aftersale.status, aftersale.is_sellable) == (422, "refunded", is_sellable)
    assert aftersale.line.sku.stock == stock


@pytest.mark.parametrize("step", ["approve", "reject", "receive"])
def test_what_somebody_else_decided_is_said_and_not_decided_again(desk, step):
    order = order_of()
    aftersale = ask_for(order)
    asking.withdraw(user=order.user, aftersale_id=aftersale.pk)

    page = desk.post(path_of(aftersale, step), {"note": "x", "is_sellable": "yes"}, follow=True)

    assert "申请的状态已经变化，请看看最新的进展。" in text(page)
    assert (status_of(aftersale), LogEntry.objects.exists()) == ("withdrawn", False)


def test_order_whose_payment_cannot_be_found_is_refused_in_words(desk):
    aftersale = ask_for(order_of())
    Payment.objects.all().delete()

    response = desk.post(path_of(aftersale, "approve"), {"note": ""})

    assert (response.status_code, status_of(aftersale)) == (409, "requested")
    assert "没有找到这个订单的付款，什么都没有改动。请先核对支付记录。" in text(response)


@pytest.mark.parametrize("step", ["approve", "reject", "receive"])
def test_request_that_there_is_not_is_not_found(desk, step):
    assert desk.get(f"{LIST}999999999/{step}/").status_code == 404
