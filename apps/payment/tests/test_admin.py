from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from payment.models import Reconciliation, Refund
from users.tests.factories import UserFactory

from .factories import PaymentFactory, RefundFactory

pytestmark = pytest.mark.django_db

PAGES = ("payment/payment", "payment/refund", "payment/reconciliation", "ledger/posting")


@pytest.fixture
def desk(client):
    """`desk("order clerk")` is the session of somebody of that group."""

    def signed_in(group):
        person = UserFactory(is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return signed_in


def act(client, action, *refunds):
    chosen = {"action": action, "_selected_action": [refund.pk for refund in refunds]}
    return client.post("/admin/payment/refund/", chosen, follow=True).content.decode()


@pytest.mark.parametrize(
    ("group", "status"), [("order clerk", 200), ("analyst", 200), ("editor", 403)], ids=lambda each: str(each)
)
def test_money_is_read_by_those_who_deal_with_it(desk, group, status):
    client = desk(group)

    assert {client.get(f"/admin/{page}/").status_code for page in PAGES} == {status}


def test_nobody_writes_money_by_hand(admin_client):
    refund = RefundFactory()
    report = Reconciliation.objects.create(
        day="2026-11-22", checked_at="2026-11-23T00:00Z", payments=1, refunds=0, paid=1, refunded=0
    )
    rows = {"payment/payment": refund.payment_id, "payment/refund": refund.pk, "payment/reconciliation": report.pk}

    answers = {
        admin_client.post(f"/admin/{page}/{path}").status_code
        for page, pk in rows.items()
        for path in ("add/", f"{pk}/change/", f"{pk}/delete/")
    }

    assert answers == {403}


def test_clerk_has_a_failed_refund_tried_again(desk, django_capture_on_commit_callbacks):
    failed, done = RefundFactory(status="failed"), RefundFactory(status="done")

    page = act(desk("order clerk"), "try_again", failed, done)

    assert "重试了 1 笔失败的退款。" in page
    assert [Refund.objects.get(pk=each.pk).status for each in (failed, done)] == ["asked", "done"]


def test_clerk_notes_cash_that_was_given_back(desk):
    cash, online = RefundFactory(payment=None, order=PaymentFactory().order), RefundFactory()

    page = act(desk("order clerk"), "note_cash_given", cash, online)

    assert "登记了 1 笔现金退款。" in page
    assert [Refund.objects.get(pk=each.pk).status for each in (cash, online)] == ["done", "asked"]


@pytest.mark.parametrize("action", ["try_again", "note_cash_given"])
def test_analyst_moves_no_money(desk, action):
    refund = RefundFactory(status="failed")

    act(desk("analyst"), action, refund)

    assert Refund.objects.get().status == "failed"


def test_differences_are_shown(admin_client):
    difference = {"what": "payment", "number": "<1>", "ours": "pending 99.00", "theirs": "TRADE_SUCCESS 99.00"}
    report = Reconciliation.objects.create(
        day="2026-11-22",
        checked_at="2026-11-23T00:00Z",
        payments=1,
        refunds=0,
        paid=Decimal(0),
        refunded=0,
        differences=[difference],
    )

    page = admin_client.get(f"/admin/payment/reconciliation/{report.pk}/change/").content.decode()

    assert "payment &lt;1&gt;: pending 99.00 / TRADE_SUCCESS 99.00" in page


def test_list_of_payments_needs_as_many_queries_for_three(admin_client, django_assert_num_queries):
    for _ in range(3):
        RefundFactory()

    for page in ("payment", "refund"):
        with django_assert_num_queries(3):
            admin_client.get(f"/admin/payment/{page}/")
