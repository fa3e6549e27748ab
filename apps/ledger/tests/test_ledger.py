from decimal import Decimal

import pytest

from ledger import services
from ledger.models import Account, Entry, Kind, Posting
from ledger.queries import Movement, missing, movement_of, unbalanced
from ledger.services import PostingDiffers

pytestmark = pytest.mark.django_db

NUMBER = "26112312000000000001"
TEN = Decimal(10)
WRITERS = {
    services.note_payment: {Account.GATEWAY: TEN, Account.ORDERS: -TEN},
    services.note_unusable_payment: {Account.GATEWAY: TEN, Account.OWED_BACK: -TEN},
    services.note_refund: {Account.GATEWAY: -TEN, Account.ORDERS: TEN},
    services.note_return: {Account.GATEWAY: -TEN, Account.OWED_BACK: TEN},
    services.note_cash_refund: {Account.CASH: -TEN, Account.ORDERS: TEN},
}


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_movement_is_one_posting_of_two_entries_however_often_it_is_written(write):
    for _ in range(2):
        write(key="payment:1", order_number=NUMBER, amount=TEN)

    assert dict(Entry.objects.values_list("account", "amount")) == WRITERS[write]
    assert (Posting.objects.count(), unbalanced()) == (1, [])


def test_cash_of_an_order_is_noted_once():
    for _ in range(2):
        services.note_cash(order_number=NUMBER, amount=TEN)

    assert dict(Entry.objects.values_list("account", "amount")) == {Account.CASH: TEN, Account.ORDERS: -TEN}


@pytest.mark.parametrize(
    ("write", "changed"),
    [
        (services.note_payment, {"amount": Decimal("10.01")}),
        (services.note_payment, {"order_number": "26112312000000000002"}),
        (services.note_refund, {}),
    ],
)
def test_other_movement_under_the_same_key_is_refused(write, changed):
    services.note_payment(key="payment:1", order_number=NUMBER, amount=TEN)

    with pytest.raises(PostingDiffers):
        write(**{"key": "payment:1", "order_number": NUMBER, "amount": TEN, **changed})

    assert Posting.objects.get().kind == Kind.PAYMENT


def test_nothing_is_written_for_nothing():
    services.note_cash(order_number=NUMBER, amount=Decimal(0))

    assert not Posting.objects.exists()


def test_negative_amount_is_a_fault():
    with pytest.raises(ValueError, match="-1"):
        services.note_cash(order_number=NUMBER, amount=Decimal(-1))


def test_movement_of_an_order_adds_up_what_came_and_what_went():
    services.note_payment(key="payment:1", order_number=NUMBER, amount=TEN)
    services.note_unusable_payment(key="payment:2", order_number=NUMBER, amount=TEN)
    services.note_return(key="refund:2", order_number=NUMBER, amount=TEN)
    services.note_refund(key="refund:1", order_number=NUMBER, amount=Decimal("3.30"))
    services.note_payment(key="payment:3", order_number="another", amount=TEN)

    found = movement_of(NUMBER)

    assert found == Movement(came=Decimal(20), went=Decimal("13.30"))
    assert found.kept == Decimal("6.70")
    assert movement_of("unknown").kept == 0


def test_books_that_somebody_wrote_to_by_hand_are_found():
    for key in ("good", "changed", "empty"):
        services.note_payment(key=key, order_number=NUMBER, amount=TEN)
    Entry.objects.filter(posting__key="changed", amount__lt=0).update(amount="-9.99")
    Entry.objects.filter(posting__key="empty").delete()

    assert unbalanced() == ["changed", "empty"]
    assert missing(["good", "lost"]) == ["lost"]


def test_postings_are_read_by_staff_and_changed_by_nobody(admin_client):
    services.note_payment(key="payment:1", order_number=NUMBER, amount=TEN)
    posting = Posting.objects.get()

    pages = {
        path: admin_client.get(f"/admin/ledger/posting/{path}").status_code
        for path in ("", f"{posting.pk}/change/", "add/", f"{posting.pk}/delete/")
    }

    assert list(pages.values()) == [200, 200, 403, 403]
