"""Areas are loaded and edited."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from . import store
from .models import Area

_FILE = Path(__file__).parent / "division" / "areas.csv"
_BATCH = 500  # rows


class Loaded(NamedTuple):
    created: int
    changed: int
    abolished: int


def load_areas(*, model: Any = Area) -> Loaded:
    """Makes the table what the file says, all or nothing: adds, renames, moves. What the file lacks is abolished.

    Safe to repeat. After the commit the lists that show a changed area are forgotten. A migration passes its own
    model.
    """
    with transaction.atomic():
        present = {area.code: area for area in model.objects.select_for_update()}
        created, changed = [], []
        for code, name, parent in _rows():
            area = present.pop(code, None)
            if area is None:
                created.append(model(code=code, name=name, parent_id=parent))
            elif (area.name, area.parent_id, area.is_current) != (name, parent, True):
                changed.append(area)
                _forget_after_commit([area])  # where it stood
                area.name, area.parent_id, area.is_current = name, parent, True
        abolished = [area for area in present.values() if area.is_current]
        for area in abolished:
            area.is_current = False
        model.objects.bulk_create(created, batch_size=_BATCH)
        model.objects.bulk_update([*changed, *abolished], ["name", "parent", "is_current"], batch_size=_BATCH)
        _forget_after_commit([*created, *changed, *abolished], and_own=[area.code for area in created])
    return Loaded(len(created), len(changed), len(abolished))


def save_area(*, area: Area) -> None:
    """Saves a new or edited area. After the commit the lists that show it, and no others, are forgotten."""
    with transaction.atomic():
        before = list(Area.objects.select_for_update().filter(pk=area.pk))
        area.save()
        _forget_after_commit([*before, area])


def _forget_after_commit(areas: Iterable[Any], and_own: Iterable[int] = ()) -> None:
    parents = {area.parent_id or 0 for area in areas} | set(and_own)
    if parents:
        transaction.on_commit(lambda: store.forget(sorted(parents)))


def _rows() -> Iterable[tuple[int, str, int | None]]:
    """The file's rows, parents before their children."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield int(line["code"]), line["name"], int(line["parent"]) if line["parent"] else None
