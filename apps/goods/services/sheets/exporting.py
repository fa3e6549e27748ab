"""Takes SKUs out of the mall into a sheet."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ...models import SKU, SKUSpecification
from . import columns

MOST_EXPORTED = 100_000
_AT_ONCE = 1000

logger = logging.getLogger(__name__)

Cell = str | int | Decimal


def count_of(skus: QuerySet[SKU]) -> int:
    """How many would be exported; one more than allowed stands for all beyond."""
    return skus.order_by().values("pk")[: MOST_EXPORTED + 1].count()


def note_export(count: int, *, form: str, by_id: int) -> None:
    """Writes into the history of the admin who took how many SKUs away, and in which form."""
    logger.info("User %d exports %d SKUs as %s", by_id, count, form)
    LogEntry.objects.create(
        user_id=by_id,
        content_type_id=ContentType.objects.get_for_model(SKU).pk,
        object_id=None,
        object_repr=_("SKU 表格"),
        action_flag=CHANGE,
        change_message=_("导出了 %(count)d 个 SKU（%(form)s）") % {"count": count, "form": form},
    )


def exported_rows(skus: QuerySet[SKU], names: Sequence[str]) -> Iterator[list[Cell]]:
    """The cells of these columns for each SKU, in the order of the ids; at most MOST_EXPORTED rows.

    Two queries for every thousand, each of which is as of its own moment.
    """
    words = {True: _("是"), False: _("否")}  # now: rows are written when the language of the request is forgotten
    cells: dict[str, Callable[[dict[str, Any]], Cell]] = {
        **_CELLS,
        "is_launched": lambda row: words[row["is_launched"]],
        "mark": lambda row: columns.mark_of(row["pk"], {name: row[name] for name in names if name in columns.EDITED}),
    }
    return (
        [cells[name](row) if name in cells else row[name] for name in names]
        for rows in _batches(skus.select_related(None).order_by("pk"))
        for row in _with_options(rows, wanted="options" in names)
    )


def _batches(skus: QuerySet[SKU]) -> Iterator[list[dict[str, Any]]]:
    """Page by page after the last id: the drivers of MySQL would fetch a million rows before the first is seen."""
    last, left = 0, MOST_EXPORTED
    while left:
        rows = list(skus.filter(pk__gt=last).values(*_FIELDS)[: min(_AT_ONCE, left)])
        if not rows:
            return
        yield rows
        last, left = rows[-1]["pk"], left - len(rows)


_FIELDS = ("pk", *columns.EDITED, "spu__name", "spu__brand__name", "category__name")

_CELLS: dict[str, Callable[[dict[str, Any]], Cell]] = {
    "id": lambda row: row["pk"],
    "seen_stock": lambda row: row["stock"],
    "spu": lambda row: row["spu__name"],
    "brand": lambda row: row["spu__brand__name"],
    "category": lambda row: row["category__name"],
}


def _with_options(rows: list[dict[str, Any]], *, wanted: bool) -> list[dict[str, Any]]:
    if wanted:
        found: dict[int, list[str]] = defaultdict(list)
        lines = SKUSpecification.objects.filter(sku__in=[row["pk"] for row in rows])
        order = ("sku_id", "specification__sequence", "specification_id")
        for sku_id, value in lines.order_by(*order).values_list("sku_id", "option__value"):
            found[sku_id].append(value)
        for row in rows:
            row["options"] = " · ".join(found[row["pk"]])
    return rows
