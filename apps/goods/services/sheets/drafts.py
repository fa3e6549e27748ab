"""Keeps what a sheet would change until its editor confirms it, and then writes exactly that."""

import hashlib
import json
import zlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ...models import SheetImport
from .columns import Value
from .planning import Change, Move, Plan, Problem, plan_again
from .writing import Moved, write_changes

#: Hours that a preview may be confirmed.
HOURS = 24
#: Previews that one editor has at a time; the oldest goes when there is one more.
MOST_WAITING = 5
_MOST_BYTES = 8 * 1024 * 1024  # compressed; half of what a packet of MySQL holds


class DraftRefused(Exception):
    """Nothing was written."""


class DraftGone(DraftRefused):
    """Too old, or not of this user."""


class AlreadyWritten(DraftRefused):
    """It was confirmed before."""


class ShownAnew(DraftRefused):
    """Not what the editor was shown, or no longer so: it has been compared anew and has to be looked at again."""


class TooMuch(DraftRefused):
    """More than is kept of one sheet."""


def keep_draft(plan: Plan, *, user: AbstractBaseUser, file_name: str) -> SheetImport:
    """Keeps the changes for their preview. Raises TooMuch."""
    with transaction.atomic():
        _forget_old_ones(user)
        draft = SheetImport(user_id=user.pk, file_name=file_name[-200:])
        _fill(draft, plan)
        draft.save()
    return draft


def draft_of(user: AbstractBaseUser, draft_id: int) -> SheetImport:
    """Raises DraftGone and AlreadyWritten."""
    return _openable(SheetImport.objects.of(user).filter(pk=draft_id).first())


def changes_in(draft: SheetImport) -> Plan:
    """What the editor is shown."""
    kept = json.loads(zlib.decompress(draft.content))
    return Plan(
        changes=[_change(line) for line in kept["changes"]],
        problems=[Problem(*line) for line in kept["problems"]],
        same_count=kept["same_count"],
        problem_count=kept["problem_count"],
    )


def write_draft(*, user: AbstractBaseUser, draft_id: int, shown: str) -> int:
    """Writes what was shown, all or nothing and once; returns how many SKUs were changed.

    Raises DraftGone and AlreadyWritten, and ShownAnew when a SKU is no longer what the preview says: nothing is written
    then. Stock counts by its difference, so that it may have moved, unless it would fall below nothing.
    """
    try:
        with transaction.atomic():
            draft = _openable(SheetImport.objects.of(user).select_for_update().filter(pk=draft_id).first())
            plan = changes_in(draft)
            if draft.shown != shown or plan.problem_count:
                raise ShownAnew
            count = write_changes(plan.changes, by_id=user.pk)
            draft.content, draft.sku_count, draft.written_at = b"", count, timezone.now()
            draft.save(update_fields=["content", "sku_count", "written_at"])
    except Moved:
        _compare_again(user, draft_id)
        raise ShownAnew from None
    return count


def _openable(draft: SheetImport | None) -> SheetImport:
    if draft is None:
        raise DraftGone
    if draft.written_at:
        raise AlreadyWritten
    if draft.made_at < timezone.now() - timedelta(hours=HOURS):
        raise DraftGone
    return draft


def _compare_again(user: AbstractBaseUser, draft_id: int) -> None:
    with transaction.atomic():
        draft = _openable(SheetImport.objects.of(user).select_for_update().filter(pk=draft_id).first())
        _fill(draft, plan_again(changes_in(draft).changes))
        draft.save()


def _forget_old_ones(user: AbstractBaseUser) -> None:
    SheetImport.objects.waiting().made_before(timezone.now() - timedelta(hours=HOURS)).delete()
    mine = SheetImport.objects.of(user).waiting()
    kept = list(mine.order_by("-pk").values_list("pk", flat=True)[: MOST_WAITING - 1])
    mine.exclude(pk__in=kept).delete()


def _fill(draft: SheetImport, plan: Plan) -> None:
    """The order of everything in the text is fixed, and so is its fingerprint."""
    kept = {
        "changes": [_line(change) for change in plan.changes],
        "problems": [[problem.row, problem.column, problem.sentence] for problem in plan.problems],
        "same_count": plan.same_count,
        "problem_count": plan.problem_count,
    }
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    draft.content = zlib.compress(text)
    if len(draft.content) > _MOST_BYTES:
        raise TooMuch
    draft.shown = hashlib.sha256(text).hexdigest()[:32]
    draft.sku_count = len(plan.changes)


def _line(change: Change) -> list[Any]:
    moves = [[move.name, _kept(move.old), _kept(move.new)] for move in change.moves]
    return [change.row, change.sku_id, change.sku_name, moves]


def _change(line: list[Any]) -> Change:
    row, sku_id, sku_name, moves = line
    return Change(row, sku_id, sku_name, tuple(Move(name, _value(old), _value(new)) for name, old, new in moves))


def _kept(value: Value) -> Any:
    """Prices as texts in a list, which nothing else is."""
    return [str(value)] if isinstance(value, Decimal) else value


def _value(kept: Any) -> Value:
    return Decimal(kept[0]) if isinstance(kept, list) else kept
