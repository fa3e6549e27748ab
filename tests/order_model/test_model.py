"""Nothing is sold twice, paid twice or lost, in whatever order requests, notices and tasks get through: every order in
which they can, on a model that takes states and changes from orders.states."""

import pytest

from orders.states import Status
from tests.order_model import programs as do
from tests.order_model.exploring import explore, is_stuck

pytestmark = pytest.mark.once

STOCK = 3
MONEY = "money was kept for nothing, or goods went for no money"
HOLDING = {Status.UNPAID, Status.TO_SHIP, Status.SHIPPED, Status.TO_REVIEW, Status.DONE, Status.REFUNDING}

#: Who comes at the same time. Each group is explored by itself.
CROWDS = {
    "three want the last pieces": [do.place(0, pieces=2), do.place(1, pieces=2), do.place(2, pieces=1)],
    "one ticket sent three times": [do.place(0, pieces=1), do.place(0, pieces=1), do.place(0, pieces=1)],
    "paid, cancelled, expired": [
        do.place(0, pieces=2), do.notice(0, payment=0), do.cancel(0), do.expire(0), do.place(1, pieces=2),
    ],
    "a notice comes twice, and a second payment": [
        do.place(0, pieces=2), do.notice(0, payment=0), do.notice(0, payment=0), do.notice(0, payment=1), do.expire(0),
    ],
    "cancelled twice": [do.place(0, pieces=2), do.cancel(0), do.cancel(0), do.expire(0), do.place(1, pieces=3)],
    "cash on delivery, cancelled against shipped": [
        do.place(0, pieces=2, status=Status.TO_SHIP),
        do.cancel(0),
        do.ship(0),
        do.receive(0),
        do.place(1, pieces=2),
    ],
    "refunded against shipped": [
        do.place(0, pieces=2), do.notice(0, payment=0), do.ask_refund(0), do.approve_refund(0), do.ship(0),
        do.receive(0),
    ],
    "refund approved twice, against a new buyer": [
        do.place(0, pieces=2), do.notice(0, payment=0), do.ask_refund(0), do.approve_refund(0), do.approve_refund(0),
        do.place(1, pieces=2),
    ],
    "late money, and somebody else for the goods": [
        do.place(0, pieces=2), do.cancel(0), do.notice(0, payment=0), do.notice(0, payment=1), do.place(1, pieces=2),
    ],
}  # fmt: skip


def faults_of(crowd):
    """Each way in which a world that can be reached is wrong."""
    faults, worlds = set(), 0
    for world in explore(do.first_rows(stock=STOCK, orders=3), crowd):
        worlds += 1
        faults |= set(_wrong(world.rows))
        if is_stuck(world, crowd):
            faults.add("deadlock")
    return faults, worlds


def _wrong(rows):
    """What is wrong with what is committed, at any moment."""
    orders = [row for name, row in rows.items() if name.startswith("order:") and row]
    held = sum(order.pieces for order in orders if order.status in HOLDING)
    if rows[do.STOCK] < 0:
        yield "oversold"
    if held + rows[do.STOCK] != STOCK:
        yield "sold and left are not what there was"
    if any(order.is_gone and order.status not in HOLDING for order in orders):
        yield "goods in a parcel were put back on the shelf"
    for order in orders:
        kept = order.money_in - order.money_back
        if kept != (order.paid and order.status in HOLDING):
            yield MONEY


@pytest.mark.parametrize("name", CROWDS)
def test_no_interleaving_sells_twice_or_loses_money(name):
    faults, worlds = faults_of(CROWDS[name])

    assert faults == set()
    assert worlds > 3 * len(CROWDS[name])  # they met


def test_model_finds_what_reading_before_writing_the_stock_does():
    faults, _worlds = faults_of([do.careless_place(0, pieces=2), do.careless_place(1, pieces=2)])

    assert "sold and left are not what there was" in faults


def test_model_finds_what_looking_before_cancelling_does():
    faults, _worlds = faults_of([do.place(0, pieces=2), do.notice(0, payment=0), do.careless_cancel(0)])

    assert faults == {MONEY}


def test_model_finds_rows_locked_in_two_orders():
    order_then_stock = do.place(0, pieces=1)
    stock_then_order = order_then_stock[::-1]

    faults, _worlds = faults_of([order_then_stock, stock_then_order])

    assert "deadlock" in faults
