"""The columns of a sheet of SKUs, by the names that this code has for them."""

import unicodedata
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache
from hashlib import blake2s

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from utils.sheets import plain

from ...models import SKU

Value = str | Decimal | int | bool

#: Written by an import, in this order.
EDITED = ("name", "caption", "price", "market_price", "cost_price", "stock", "is_launched")
#: What each was when the sheet was exported; the stock, because it is added to, has a column of its own.
_MARKED = tuple(name for name in EDITED if name != "stock")
_MARK_VERSION = "v1"
_MARK_BYTES = 5  # 40 bits: of 20,000 edits, one in 50 million times one is taken for none

_OWN_HEADINGS: dict[str, str | Promise] = {
    "id": _("编号"),
    "spu": _("商品（SPU）"),
    "brand": _("品牌"),
    "category": _("三级类别"),
    "options": _("规格"),
    "seen_stock": _("原库存"),
    "mark": _("对照码"),
}
#: All of them as they stand in an exported sheet, each with its width in characters.
WIDTHS = {
    "id": 10,
    "name": 40,
    "caption": 30,
    "price": 12,
    "market_price": 12,
    "cost_price": 12,
    "stock": 10,
    "is_launched": 8,
    "seen_stock": 10,
    "spu": 30,
    "brand": 12,
    "category": 16,
    "options": 24,
    "mark": 20,
}
ALL = tuple(WIDTHS)


def heading(name: str) -> str:
    """In the language of the reader."""
    return str(_OWN_HEADINGS[name]) if name in _OWN_HEADINGS else str(SKU._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def named(text: str) -> str | None:
    """The column with this heading, in any of our languages; None for one that is not ours."""
    return _names().get(_folded(text))


def mark_of(sku_id: int, values: dict[str, Value]) -> str:
    """The fingerprints of these values of a SKU, for the columns that have them: by it an import knows which cells were
    edited, and which values somebody else changed meanwhile. What the reader may not see has no fingerprint."""
    parts = (fingerprint(sku_id, name, values[name]) if name in values else "" for name in _MARKED)
    return ".".join((_MARK_VERSION, *parts))


def marks_in(mark: str) -> dict[str, str] | None:
    """The fingerprints by column; None when this is none of ours."""
    version, *parts = mark.split(".")
    if version != _MARK_VERSION or len(parts) != len(_MARKED):
        return None
    return {name: part for name, part in zip(_MARKED, parts, strict=True) if part}


def fingerprint(sku_id: int, name: str, value: Value) -> str:
    return blake2s(f"{sku_id}:{name}:{as_text(value)}".encode(), digest_size=_MARK_BYTES).hexdigest()


def as_text(value: Value) -> str:
    """The same for the same value, whichever way it was written."""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.2f}" if isinstance(value, Decimal) else plain(str(value))


def in_order(names: Collection[str]) -> list[str]:
    return [name for name in ALL if name in names]


@cache
def _names() -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update({_folded(heading(name)): name for name in ALL})
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def headings(names: Iterable[str]) -> list[str]:
    return [heading(name) for name in names]
