"""What the pages about an import show of it."""

from collections import Counter
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from ..models import SheetImport
from ..services.sheets import columns
from ..services.sheets.planning import Change, Move, Plan, shown

CHANGES_A_PAGE = 100


class MoveLine(NamedTuple):
    label: str
    old: str
    new: str
    more: str  # of a stock, how much is added or taken


class ChangeLine(NamedTuple):
    row: int
    sku_id: int
    sku_name: str
    moves: list[MoveLine]


class ProblemLine(NamedTuple):
    row: int
    label: str
    sentence: str


def preview_context(draft: SheetImport, found: Plan, *, page: str) -> dict[str, Any]:
    changes = Paginator(found.changes, CHANGES_A_PAGE).get_page(page)
    counts = Counter(move.name for change in found.changes for move in change.moves)
    return {
        "draft": draft,
        "found": found,
        "changes": changes,
        "previous": f"?p={changes.previous_page_number()}" if changes.has_previous() else "",
        "next": f"?p={changes.next_page_number()}" if changes.has_next() else "",
        "lines": [_change_line(change) for change in changes],
        "problems": problem_lines(found),
        "counts": [(columns.heading(name), counts[name]) for name in columns.EDITED if counts[name]],
        "moves_stock": counts["stock"] > 0,
    }


def problem_lines(found: Plan) -> list[ProblemLine]:
    return [ProblemLine(each.row, columns.heading(each.column), each.sentence) for each in found.problems]


def _change_line(change: Change) -> ChangeLine:
    return ChangeLine(change.row, change.sku_id, change.sku_name, [_move_line(move) for move in change.moves])


def _move_line(move: Move) -> MoveLine:
    more = f"{int(move.new) - int(move.old):+d}" if move.name == "stock" else ""
    empty = _("（空）")
    return MoveLine(columns.heading(move.name), shown(move.old) or empty, shown(move.new) or empty, more)
