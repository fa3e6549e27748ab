"""What the index keeps of a SKU, and how it is read from the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import tantivy

from ..models import SKU, SPU, Brand, Category, SKUSpecification
from .pinyin import heads, spellings
from .text import endings, grams, index_words, is_chinese

#: Goes up when the fields or the way of cutting text change: an index of another version is rebuilt.
VERSION = 4
#: Between name and value of a specification; neither can be typed with it.
SEPARATOR = "\x1f"

_ID_BITS = 30


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("sku", indexed=True, fast=True)
    # kind: what a thing is; side: brand, category and values of specifications
    for name in ("name", "kind", "side", "caption"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    # found: all that a word may be in; its pieces for Chinese
    for name in ("found", "pinyin", "latin"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("sold", indexed=True)  # all levels that the sales reach
    for name in ("brand", "category", "leaf", "price", "in_stock"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_text_field("specification", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("by_price", "by_sales", "by_age", "sales"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("popularity", fast=True)
    for kind in KINDS:
        builder.add_text_field(f"{kind}_heads", tokenizer_name="raw", index_option="basic")
        builder.add_text_field(f"{kind}_title", tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


#: What suggestions are made of.
KINDS = ("category", "brand", "product")


class Row(NamedTuple):
    pk: int
    name: str
    caption: str
    price: Decimal
    sales: int
    stock: int
    created_at: datetime
    product: str
    brand_id: int
    brand: str
    category_id: int
    category: str
    second_id: int | None
    second: str | None
    first_id: int | None
    first: str | None


def read_rows(sku_ids: Iterable[int]) -> list[Row]:
    """Those of these SKUs that are launched. Table by table: with joins, a database whose statistics are old begins
    with all brands and sorts a million rows for each batch."""
    columns = ("pk", "name", "caption", "price", "sales", "stock", "created_at", "spu_id", "category_id")
    skus = list(SKU.objects.launched().filter(pk__in=list(sku_ids)).order_by("pk").values_list(*columns))
    products = SPU.objects.filter(pk__in={sku[7] for sku in skus}).order_by().values_list("pk", "name", "brand_id")
    spus = {pk: (name, brand_id) for pk, name, brand_id in products}
    brands = dict(Brand.objects.filter(pk__in={pk for _, pk in spus.values()}).order_by().values_list("pk", "name"))
    paths = _paths({sku[8] for sku in skus})
    # A product may have been deleted in between: the change log says so once more.
    known = (sku for sku in skus if sku[7] in spus and spus[sku[7]][1] in brands and sku[8] in paths)
    return [Row._make((*sku[:7], *spus[sku[7]], brands[spus[sku[7]][1]], *paths[sku[8]])) for sku in known]


def _paths(category_ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Ids and names from each category up to the first level."""
    columns = ("pk", "name", "parent_id", "parent__name", "parent__parent_id", "parent__parent__name")
    found = Category.objects.filter(pk__in=category_ids).order_by().values_list(*columns)
    return {row[0]: row for row in found}


def batches_of_rows(size: int) -> Iterator[list[Row]]:
    """All launched SKUs in the order of their ids, so many at a time; two queries for each batch."""
    last = 0
    launched = SKU.objects.launched().order_by("pk")
    # First the ids alone: with its joins, "the next thousand" is answered by sorting all the rest.
    while ids := list(launched.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        yield read_rows(ids)
        last = ids[-1]


def documents_of(rows: list[Row], schema: tantivy.Schema) -> Iterator[tantivy.Document]:
    """One query for the specifications of them all."""
    chosen: dict[int, list[tuple[str, str]]] = defaultdict(list)
    found = SKUSpecification.objects.filter(sku_id__in=[row.pk for row in rows]).order_by()
    for sku_id, name, value in found.values_list("sku_id", "specification__name", "option__value"):
        chosen[sku_id].append((name, value))
    for row in rows:
        yield tantivy.Document.from_dict(_fields(row, chosen[row.pk]), schema)


def fen(yuan: Decimal) -> int:
    return int(yuan * 100)


def _fields(row: Row, specifications: list[tuple[str, str]]) -> dict[str, Any]:
    values = " ".join(value for _, value in specifications)
    categories = " ".join(filter(None, (row.category, row.second, row.first)))
    side = [*_words(row.brand), *_words(row.category), *_words(values)]
    name = index_words(row.name)
    caption = [*_words(row.caption), *_words(categories)]
    pieces = [*grams(row.name), *_grams(f"{row.brand} {categories} {row.caption} {values}")]
    pinyin = [*_spellings(row.brand), *_spellings(row.category), *_spellings(row.name)]
    words = [*name, *side, *caption, *pinyin]
    price = fen(row.price)
    identity = row.pk & ((1 << _ID_BITS) - 1)
    return {
        "sku": row.pk,
        "name": " ".join(name),
        "kind": " ".join((*_kinds(row.category), *_kinds(row.second or ""))),
        "side": " ".join(side),
        "caption": " ".join(caption),
        "found": " ".join(dict.fromkeys([*pieces, *(word for word in words if not is_chinese(word))])),
        "pinyin": " ".join(dict.fromkeys(pinyin)),
        "latin": " ".join(_latin(name, side, pinyin)),
        "brand": row.brand_id,
        "category": [pk for pk in (row.category_id, row.second_id, row.first_id) if pk],
        "leaf": row.category_id,
        "price": price,
        "in_stock": int(row.stock > 0),
        "specification": [f"{name}{SEPARATOR}{value}" for name, value in specifications],
        "by_price": price << _ID_BITS | identity,
        "by_sales": row.sales << _ID_BITS | identity,
        "by_age": int(row.created_at.timestamp()) << _ID_BITS | identity,
        "sales": row.sales,
        "sold": list(range(1, sold_level(row.sales) + 1)),
        "popularity": _popularity(row.sales),
        **_suggestions(row.category, row.brand, row.product),
    }


def sold_level(sales: int) -> int:
    """1 from one piece on, 2 from 4, 3 from 16, …"""
    return (sales.bit_length() + 1) // 2


@lru_cache(maxsize=20_000)
def _kinds(category: str) -> tuple[str, ...]:
    """A Chinese name ends with what it names: 智能手机 is a 手机, 手机壳 is none."""
    return tuple(endings(category))


def _latin(name: list[str], side: list[str], pinyin: list[str]) -> dict[str, None]:
    """The words that a misspelt Latin word may have meant."""
    return dict.fromkeys(
        word for word in (*name, *side, *pinyin) if len(word) > 3 and word.isascii() and word.isalpha()
    )


def _popularity(sales: int) -> float:
    """tantivy multiplies a score by log2(2 + this): 1 without sales, 1.3 with a million."""
    return float(2 ** (1 + 0.015 * sales.bit_length()) - 2)


@lru_cache(maxsize=5_000)
def _suggestions(category: str, brand: str, product: str) -> dict[str, Any]:
    names = dict(zip(KINDS, (category, brand, product), strict=True))
    return {f"{kind}_heads": _heads(name) for kind, name in names.items()} | {
        f"{kind}_title": name for kind, name in names.items()
    }


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(index_words(text))


@lru_cache(maxsize=50_000)
def _grams(text: str) -> tuple[str, ...]:
    return tuple(grams(text))


@lru_cache(maxsize=20_000)
def _spellings(text: str) -> tuple[str, ...]:
    return tuple(spellings(text))


@lru_cache(maxsize=20_000)
def _heads(text: str) -> list[str]:
    return heads(text)
