"""What goes back for some pieces of a line: never a fen more or less than was paid for all of them."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.amounts import amount_for

pytestmark = pytest.mark.once

FEN = Decimal("0.01")
fen = st.integers(0, 10**9).map(lambda number: number * FEN)


@dataclass(frozen=True)
class Line:
    count: int
    refunded_count: int
    amount: Decimal
    discount_share: Decimal = Decimal(0)
    freight_share: Decimal = Decimal(0)

    @property
    def paid(self):
        return self.amount - self.discount_share + self.freight_share


@st.composite
def lines(draw):
    amount = draw(fen)
    discount = draw(st.integers(0, int(amount / FEN))) * FEN
    return Line(draw(st.integers(1, 500)), 0, amount, discount, draw(fen))


def portions(line, sizes):
    """Goes back in portions of these sizes, again and again, until nothing is left."""
    found = []
    while line.refunded_count < line.count:
        count = min(sizes[len(found) % len(sizes)], line.count - line.refunded_count)
        found.append((line, count))
        line = replace(line, refunded_count=line.refunded_count + count)
    return found


@given(line=lines(), sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_portions_of_a_line_add_up_to_what_was_paid_for_it(line, sizes):
    amounts = [amount_for(rest, count=count, with_freight=True) for rest, count in portions(line, sizes)]

    assert sum(amounts) == line.paid
    assert min(amounts) >= 0
    assert all(amount == amount.quantize(FEN) for amount in amounts)


@given(line=lines(), sizes=st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=8))
def test_portions_with_and_without_freight_never_exceed_what_was_paid(line, sizes):
    parts = portions(line, [size for size, _with in sizes])
    withs = [sizes[place % len(sizes)][1] for place in range(len(parts))]
    amounts = [
        amount_for(rest, count=count, with_freight=each) for (rest, count), each in zip(parts, withs, strict=True)
    ]

    assert line.paid - line.freight_share <= sum(amounts) <= line.paid


@given(line=lines(), count=st.integers(1, 500))
def test_pieces_of_one_line_differ_by_two_fen_at_most(line, count):
    count = min(count, line.count)

    back = amount_for(line, count=count, with_freight=True)

    assert abs(back - line.paid * count / line.count) < 2 * FEN


@pytest.mark.parametrize(
    ("already", "count", "amount"), [(0, 1, "33.33"), (1, 1, "33.33"), (2, 1, "33.34"), (0, 2, "66.66"), (0, 3, "100")]
)
def test_odd_fen_goes_back_with_the_last_piece(already, count, amount):
    line = Line(3, already, Decimal(110), Decimal(10), Decimal(5))

    assert amount_for(line, count=count, with_freight=False) == Decimal(amount)


def test_freight_goes_back_only_when_it_is_asked_for():
    line = Line(4, 0, Decimal(100), Decimal(20), Decimal(10))

    assert amount_for(line, count=2, with_freight=False) == Decimal(40)
    assert amount_for(line, count=2, with_freight=True) == Decimal(45)
