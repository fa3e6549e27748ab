"""Takes SKUs out of the mall into a sheet."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from utils.large_tables import id_batches

from ...models import SKU, SPU, Brand, Category, SKUSpecification
from . import columns

MOST_EXPORTED = 100_000
_AT_ONCE = 500  # from 1,000 on MariaDB makes a table of the ids, and reads the others in any order

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

    Six queries for every 500, each of which is as of its own moment.
    """
    words = {True: _("是"), False: _("否")}  # now: rows are written when the language of the request is forgotten
    cells: dict[str, Callable[[dict[str, Any]], Cell]] = {
        "id": lambda row: row["pk"],
        "seen_stock": lambda row: row["stock"],
        "is_launched": lambda row: words[row["is_launched"]],
        "mark": lambda row: columns.mark_of(row["pk"], {name: row[name] for name in names if name in columns.EDITED}),
    }
    return (
        [cells[name](row) if name in cells else row[name] for name in names]
        for ids in id_batches(skus, most=MOST_EXPORTED, at_once=_AT_ONCE)
        for row in _rows(ids)
    )


def _rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    """Each table by the ids of its rows: joined, MariaDB begins with the brands and reads what they have."""
    rows = list(SKU.objects.filter(pk__in=ids).order_by("pk").values("pk", *columns.EDITED, "spu_id", "category_id"))
    spus = _named(SPU, {row["spu_id"] for row in rows}, "name", "brand_id")
    brands = _named(Brand, {brand_id for _name, brand_id in spus.values()}, "name")
    categories = _named(Category, {row["category_id"] for row in rows}, "name")
    options = _options_of(ids)
    for row in rows:
        name, brand_id = spus[row["spu_id"]]
        row |= {"spu": name, "brand": brands[brand_id][0], "category": categories[row["category_id"]][0]}
        row["options"] = " · ".join(options[row["pk"]])
    return rows


def _named(model: type[Model], ids: set[int], *names: str) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in model._default_manager.filter(pk__in=ids).values_list("pk", *names)}


def _options_of(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    lines = SKUSpecification.objects.filter(sku__in=ids).values_list("sku_id", "option__value")
    for sku_id, value in lines.order_by("sku_id", "specification__sequence", "specification_id"):
        found[sku_id].append(value)
    return found
