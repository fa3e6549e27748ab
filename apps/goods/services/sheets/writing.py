"""Writes the changes of a sheet, each into the history of its SKU."""

from collections.abc import Sequence
from copy import copy

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import SKU
from .. import history
from ..bulk import MAX_STOCK
from ..changing import note_changes
from . import columns
from .planning import Change

_AT_ONCE = 500  # SKUs


class Moved(Exception):
    """A SKU is no longer what the preview says. Nothing was changed."""


def write_changes(changes: Sequence[Change], *, by_id: int) -> int:
    """How many SKUs were changed; all or none, under locks that are taken in the order of the ids. Raises Moved."""
    ordered = sorted(changes, key=lambda change: change.sku_id)
    with transaction.atomic():
        for start in range(0, len(ordered), _AT_ONCE):
            _write(ordered[start : start + _AT_ONCE], by_id)
    return len(ordered)


def _write(changes: Sequence[Change], by_id: int) -> None:
    ids = [change.sku_id for change in changes]
    locked = SKU.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    skus = {sku.pk: sku for sku in locked.only(*columns.EDITED)}
    entries = []
    for change in changes:
        sku = skus.get(change.sku_id)
        if sku is None:
            raise Moved
        before = copy(sku)
        _apply(sku, change)
        entries.append((sku, _sentence(before, sku, change)))
    names = {move.name for change in changes for move in change.moves}
    SKU.objects.bulk_update(skus.values(), sorted(names))
    SKU.objects.filter(pk__in=ids).update(updated_at=timezone.now())
    history.note(entries, by_id=by_id)
    note_changes(ids)


def _apply(sku: SKU, change: Change) -> None:
    for move in change.moves:
        now = getattr(sku, move.name)
        if move.name != "stock":
            if now != move.old:
                raise Moved
            setattr(sku, move.name, move.new)
            continue
        sku.stock = now + int(move.new) - int(move.old)
        if not 0 <= sku.stock <= MAX_STOCK:
            raise Moved


def _sentence(before: SKU, after: SKU, change: Change) -> str:
    others = [columns.heading(move.name) for move in change.moves if move.name not in history.WATCHED]
    parts = [history.moves(before, after)] if len(others) < len(change.moves) else []
    if others:
        parts.append(_("另外修改了 %(names)s") % {"names": "、".join(others)})
    return _("导入表格：%(moves)s") % {"moves": "；".join(parts)}
