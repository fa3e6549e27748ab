"""What staff changed of a SKU, in its history in the admin: what it was, and what it became."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from ..models import SKU

WATCHED = ("price", "cost_price", "market_price", "stock", "is_launched")


def moves(before: SKU, after: SKU) -> str:
    """What became of prices, stock and shelf, as a sentence; empty when all of them stayed."""
    found = []
    for name in WATCHED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(f"{_label(name)} {_shown(old)} → {_shown(new)}")
    return "；".join(found)


def note(entries: Iterable[tuple[SKU, str]], *, by_id: int) -> None:
    """Writes a line for each SKU that has a sentence, in the transaction of the caller."""
    content_type_id = ContentType.objects.get_for_model(SKU).pk
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                user_id=by_id,
                content_type_id=content_type_id,
                object_id=str(sku.pk),
                object_repr=str(sku)[:200],
                action_flag=CHANGE,
                change_message=sentence,
            )
            for sku, sentence in entries
            if sentence
        ],
        batch_size=500,
    )


def _label(name: str) -> str:
    return str(getattr(SKU._meta.get_field(name), "verbose_name", name))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
