"""What a sheet would change: each row compared with its SKU as it is now and as it was when it was exported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from ...models import SKU
from ..bulk import MAX_STOCK
from . import columns
from .columns import Value

#: So many problems are told one by one.
MOST_TOLD = 200
_AT_ONCE = 500  # SKUs


@dataclass(frozen=True, slots=True)
class Wish:
    """A row of a sheet: what its cells say about a SKU. `seen_stock` and `mark` are of the moment of the export, and
    empty in a sheet that was made by hand."""

    row: int
    sku_id: int
    values: dict[str, Value]
    seen_stock: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from being written; the sentence says it to the editor. Without a column, the whole row."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Move:
    """One field, and what it was and would become. Of a stock, the difference counts: orders take from it meanwhile."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    """A SKU with what would become of it. The name is for people, as it was when this was planned."""

    row: int
    sku_id: int
    sku_name: str
    moves: Sequence[Move]


@dataclass
class Plan:
    """Everything that a sheet would change, or the problems for which nothing of it is written."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Rows that are already as they should be.
    same_count: int = 0
    problem_count: int = 0

    def refuse(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(problem)


def plan(wishes: Iterable[Wish], found: Plan | None = None) -> Plan:
    """Compares with the SKUs as they are now; one query for every 500. Every wish is about another SKU.

    `found` are the problems of rows that could not be read.
    """
    found = found or Plan()
    source = iter(wishes)
    while batch := list(islice(source, _AT_ONCE)):
        skus = SKU.objects.in_bulk([wish.sku_id for wish in batch])
        for wish in batch:
            _compare(found, wish, skus.get(wish.sku_id))
    found.problems.sort(key=lambda problem: problem.row)
    return found


def plan_again(changes: Iterable[Change]) -> Plan:
    """The same changes, compared once more: what has come about by itself is left out, stock keeps its difference."""
    return plan(
        Wish(
            row=change.row,
            sku_id=change.sku_id,
            values={move.name: move.new for move in change.moves},
            seen_stock=next((int(move.old) for move in change.moves if move.name == "stock"), None),
        )
        for change in changes
    )


def _compare(found: Plan, wish: Wish, sku: SKU | None) -> None:
    if sku is None:
        found.refuse(Problem(wish.row, "id", _("没有编号为 %(id)d 的 SKU") % {"id": wish.sku_id}))
        return
    marks = columns.marks_in(wish.mark) if wish.mark else {}
    if marks is None:
        found.refuse(Problem(wish.row, "mark", _("对照码被改动过，请从新导出的表格里复制这一行")))
        return
    outcomes = list(_outcomes(wish, sku, marks))
    moves = [outcome for outcome in outcomes if isinstance(outcome, Move)]
    problems = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    for problem in problems:
        found.refuse(problem)
    if moves and not problems:
        found.changes.append(Change(wish.row, sku.pk, sku.name, tuple(moves)))
    elif not problems:
        found.same_count += 1


def _outcomes(wish: Wish, sku: SKU, marks: dict[str, str]) -> Iterator[Move | Problem]:
    for name in columns.EDITED:
        if name in wish.values:
            outcome = _stock(wish, sku) if name == "stock" else _value(wish, sku, name, marks)
            if outcome:
                yield outcome


def _value(wish: Wish, sku: SKU, name: str, marks: dict[str, str]) -> Move | Problem | None:
    """None when the cell was left alone, or wants what is so already."""
    wanted, now = wish.values[name], getattr(sku, name)
    marked = marks.get(name)
    is_same = columns.as_text(wanted) == columns.as_text(now)
    if is_same or columns.fingerprint(sku.pk, name, wanted) == marked:
        return None
    if marked and columns.fingerprint(sku.pk, name, now) != marked:
        sentence = _("导出以后有人把它改成了「%(value)s」，请按现在的值重新填写")
        return Problem(wish.row, name, sentence % {"value": shown(now)})
    return Move(name, now, wanted)


def _stock(wish: Wish, sku: SKU) -> Move | Problem | None:
    """By the difference to what the editor saw, for goods are sold while a sheet is edited."""
    wanted = int(wish.values["stock"])
    more = wanted - (sku.stock if wish.seen_stock is None else wish.seen_stock)
    if not more:
        return None
    if not 0 <= sku.stock + more <= MAX_STOCK:
        sentence = _("要%(change)s，可是现在的库存是 %(stock)d")
        word = _("减 %(count)d") if more < 0 else _("加 %(count)d")
        return Problem(wish.row, "stock", sentence % {"change": word % {"count": abs(more)}, "stock": sku.stock})
    return Move("stock", sku.stock, sku.stock + more)


def shown(value: Value) -> str:
    """As people read it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
