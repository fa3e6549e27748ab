"""What the services do to the database, step by step: the same locks in the same order, the same guards.

The states and what may follow on them come from orders.states, so that a change there is explored too. An order has a
row of its own; the stock of its goods is one row. Money is counted in payments of one order each: `in` is what came,
`back` what went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orders.states import CHANGES, RECEIVED, Change, Status
from tests.order_model.exploring import End, Outcome, Program, Step

STOCK = "stock"
_NO = Outcome(end=End.ROLLBACK)


@dataclass(frozen=True)
class Order:
    """An order as the database holds it; `pieces` are those that it took out of the stock."""

    status: Status
    pieces: int
    paid: bool = False
    is_gone: bool = False  # the parcel left the house
    money_in: int = 0
    money_back: int = 0


def first_rows(*, stock: int, orders: int, payments: int = 2) -> dict[str, Any]:
    """A shop before anybody came."""
    rows: dict[str, Any] = {STOCK: stock}
    for number in range(orders):
        rows |= {_order(number): None, _after_sale(number): "requested"}
        rows |= {f"payment:{number}:{each}": "pending" for each in range(payments)}
    return rows


def _order(number: int) -> str:
    return f"order:{number}"


def _after_sale(number: int) -> str:
    return f"after-sale:{number}"


def moved(order: Order, change: Change, **fields: Any) -> Order:
    return Order(**{**vars(order), "status": CHANGES[change].after, **fields})


def may(order: Order | None, change: Change) -> bool:
    return order is not None and order.status in CHANGES[change].before


def _writes(*pairs: tuple[str, Any]) -> Outcome:
    return Outcome(writes=pairs)


def place(number: int, *, pieces: int, status: Status = Status.UNPAID) -> Program:
    """A second one with the same ticket finds the row. Cash on delivery begins in TO_SHIP."""
    row = _order(number)

    def insert(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _NO if seen[row] else _writes((row, Order(status, pieces)))

    def take(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _writes((STOCK, seen[STOCK] - pieces)) if seen[STOCK] >= pieces else _NO

    return [Step((row,), insert), Step((STOCK,), take)]


def _simple(number: int, change: Change, *, unpaid_only: bool = False, **fields: Any) -> Step:
    row = _order(number)

    def run(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        order = seen[row]
        if not may(order, change) or (unpaid_only and order.paid):
            return _NO
        return _writes((row, moved(order, change, **fields)))

    return Step((row,), run)


def _put_back(number: int) -> Step:
    row = _order(number)

    def run(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _writes((STOCK, seen[STOCK] + seen[row].pieces))

    return Step((STOCK,), run)


def cancel(number: int) -> Program:
    return [_simple(number, Change.CANCEL, unpaid_only=True), _put_back(number)]


def expire(number: int) -> Program:
    return [_simple(number, Change.EXPIRE), _put_back(number)]


def ship(number: int) -> Program:
    return [_simple(number, Change.SHIP, is_gone=True)]


def receive(number: int) -> Program:
    return [_simple(number, Change.RECEIVE)]


def ask_refund(number: int) -> Program:
    row = _order(number)

    def run(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        order = seen[row]
        return _writes((row, moved(order, Change.ASK_REFUND))) if may(order, Change.ASK_REFUND) and order.paid else _NO

    return [Step((row,), run)]


def approve_refund(number: int) -> Program:
    """The request first, which is approved once; then the order; then its goods."""
    row, request = _order(number), _after_sale(number)

    def decide(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _writes((request, "refunded")) if seen[request] == "requested" else _NO

    def refund(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        order = seen[row]
        if not may(order, Change.REFUND):
            return _NO
        is_gone = order.is_gone and order.status not in RECEIVED  # what was received came back first
        return _writes((row, moved(order, Change.REFUND, money_back=order.money_back + 1, is_gone=is_gone)))

    return [Step((request,), decide), Step((row,), refund), _put_back(number)]


def notice(number: int, *, payment: int) -> Program:
    """The gateway says that a payment was made; it may say so again."""
    row, paid = _order(number), f"payment:{number}:{payment}"

    def note(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        is_known = seen[paid] == "pending" and seen[row] is not None
        return _writes((paid, "done")) if is_known else _NO

    def use(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        order = seen[row]
        money = {"money_in": order.money_in + 1}
        if may(order, Change.PAY):
            return _writes((row, moved(order, Change.PAY, paid=True, **money)))
        if may(order, Change.REVIVE) and not order.paid:
            return Outcome(writes=((row, Order(**{**vars(order), **money})),), remembers=(("late", True),))
        return _writes((row, Order(**{**vars(order), **money, "money_back": order.money_back + 1})))

    def revive(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        order = seen[row]
        if not memory.get("late"):
            return Outcome()
        if seen[STOCK] < order.pieces:
            return _writes((row, Order(**{**vars(order), "money_back": order.money_back + 1})))
        return _writes((row, moved(order, Change.REVIVE, paid=True)), (STOCK, seen[STOCK] - order.pieces))

    return [Step((paid,), note), Step((row,), use), Step((STOCK,), revive)]


def careless_take(*, pieces: int) -> Program:
    """What the services do not do: read the stock, then write what is left."""

    def read(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return Outcome(remembers=(("stock", seen[STOCK]),)) if seen[STOCK] >= pieces else _NO

    def write(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _writes((STOCK, memory["stock"] - pieces))

    return [Step((), read), Step((STOCK,), write)]


def careless_place(number: int, *, pieces: int) -> Program:
    return [*careless_take(pieces=pieces), place(number, pieces=pieces)[0]]


def careless_cancel(number: int) -> Program:
    """What the services do not do: look whether it may be cancelled, then cancel it."""
    row = _order(number)

    def read(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return Outcome() if may(seen[row], Change.CANCEL) and not seen[row].paid else _NO

    def write(seen: Mapping[str, Any], memory: Mapping[str, Any]) -> Outcome:
        return _writes((row, Order(**{**vars(seen[row]), "status": Status.CANCELLED})))

    return [Step((), read), Step((row,), write), _put_back(number)]
