from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orders.numbers import new_number
from orders.tickets import Seen, Ticket, read_ticket, write_ticket
from utils.tokens import TokenRefused


def test_ticket_comes_back_as_it_was():
    ticket = Ticket(user_id=7, lines={3: Seen(2, Decimal("9.90"))}, is_cart=True)

    assert read_ticket(write_ticket(ticket), user_id=7) == ticket


def test_ticket_of_somebody_else_is_refused():
    text = write_ticket(Ticket(user_id=7, lines={3: Seen(2, Decimal("9.90"))}, is_cart=True))

    with pytest.raises(TokenRefused):
        read_ticket(text, user_id=8)


def test_ticket_that_was_changed_is_refused():
    text = write_ticket(Ticket(user_id=7, lines={3: Seen(2, Decimal("9.90"))}, is_cart=True))

    with pytest.raises(TokenRefused):
        read_ticket("x" + text, user_id=7)


def test_numbers_sort_by_time_and_tell_nothing_else():
    earlier = new_number(datetime(2026, 11, 23, 4, 5, 6, 7000, tzinfo=UTC))
    later = new_number(datetime(2026, 11, 23, 4, 5, 6, 8000, tzinfo=UTC))

    assert earlier.startswith("261123120506007")
    assert (len(earlier), earlier.isdecimal(), earlier < later) == (20, True, True)
