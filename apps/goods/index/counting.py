"""How many goods each choice of a filter would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tantivy import Query, Searcher

from . import Facet, Request, Sort
from .answers import Answers
from .conditions import all_of
from .documents import SEPARATOR
from .synonyms import Synonyms

_MOST = 1000  # choices of one filter
_AGGREGATIONS: dict[str, dict[str, Any]] = {
    "brand": {"brand": {"terms": {"field": "brand", "size": _MOST, "segment_size": 65_000}}},
    "category": {"leaf": {"terms": {"field": "leaf", "size": _MOST, "segment_size": 65_000}}},
    "specification": {"specification": {"terms": {"field": "specification", "size": _MOST, "segment_size": 65_000}}},
    "price": {"price": {"stats": {"field": "price"}}},
    "in_stock": {"in_stock": {"terms": {"field": "in_stock", "size": 2}}},
}


#: What was counted in one state of the index, by the conditions that were counted for.
Kept = dict[tuple[Request, bool, tuple[str, ...]], dict[str, Any]]
MOST_KEPT = 500


@dataclass
class Reading:
    """One state of the index and its synonyms."""

    searcher: Searcher
    synonyms: Synonyms
    kept: Kept = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


_NEUTRAL: dict[str, dict[str, Any]] = {
    "brand": {"brand_ids": ()},
    "category": {"category_id": None},
    "price": {"min_price": None, "max_price": None},
    "in_stock": {"in_stock": False},
}


class Counts:
    """The counts for words and filters; each filter's own are made without it, all others in one pass.

    Those of the same conditions are counted once: most requests for them differ in page and sort, and the choices
    of a category's list are the same for all lists.
    """

    def __init__(
        self, reading: Reading, request: Request, words: Query, filters: dict[str, Query], *, are_instead: bool = False
    ) -> None:
        """`are_instead` tells that the query is not for all words of the request, which found nothing."""
        self._searcher, self._kept, self._words, self._filters = reading.searcher, reading.kept, words, filters
        self._are_instead = are_instead
        self._request = replace(request, page=1, sort=Sort.DEFAULT)
        # Lists of a category offer no categories, so those are counted for words only.
        wanted = [name for name in _AGGREGATIONS if name != "category" or request.words]
        filters = {name: query for name, query in filters.items() if name != "category" or request.words}
        shared = [name for name in wanted if name not in filters]
        self._found = self._aggregate(shared, without=None)
        for name in filters:
            kind, _, specification = name.partition(":")
            result = self._aggregate([kind], without=name)
            if not specification:
                self._found |= result
            else:
                self._found.setdefault("own", {})[specification] = result["specification"]

    def brands(self) -> tuple[Facet, ...]:
        return _facets(self._found["brand"])

    def total(self) -> int:
        """Each of the goods is in stock or not."""
        return self.in_stock() if self._request.in_stock else sum(each.count for each in self._stock())

    def categories(self) -> tuple[Facet, ...]:
        return _facets(self._found["leaf"]) if "leaf" in self._found else ()

    def specifications(self) -> dict[str, tuple[Facet, ...]]:
        """By name, those that most goods have first."""
        own = self._found.get("own", {})
        by_name = {name: group for name, group in _by_name(self._found["specification"]).items() if name not in own}
        for name, result in own.items():
            by_name[name] = _by_name(result).get(name, [])
        ordered = sorted(by_name.items(), key=lambda item: (-sum(facet.count for facet in item[1]), item[0]))
        return {name: _sorted(facets) for name, facets in ordered if facets}

    def price_range(self) -> tuple[Decimal, Decimal] | None:
        low, high = self._found["price"]["min"], self._found["price"]["max"]
        return None if low is None else (_yuan(low), _yuan(high))

    def in_stock(self) -> int:
        return sum(facet.count for facet in self._stock() if facet.value == "1")

    def _stock(self) -> tuple[Facet, ...]:
        return _facets(self._found["in_stock"])

    def _aggregate(self, kinds: Iterable[str], *, without: str | None) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        for kind in kinds:
            wanted |= _AGGREGATIONS[kind]
        if not wanted:
            return {}
        key = (_without(self._request, without), self._are_instead, tuple(wanted))
        found = self._kept.get(key)
        if found is None:
            parts = [self._words, *(query for name, query in self._filters.items() if name != without)]
            found = self._searcher.aggregate(all_of(parts), wanted)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return dict(found)


def _without(request: Request, name: str | None) -> Request:
    """The request as if this filter were not set."""
    kind, _, specification = (name or "").partition(":")
    if kind == "specification":
        others = tuple(pair for pair in request.specifications if pair[0] != specification)
        return replace(request, specifications=others)
    return replace(request, **_NEUTRAL.get(kind, {}))


def _facets(result: dict[str, Any]) -> tuple[Facet, ...]:
    return _sorted(Facet(_text(bucket["key"]), bucket["doc_count"]) for bucket in result["buckets"])


def _by_name(result: dict[str, Any]) -> dict[str, list[Facet]]:
    groups: dict[str, list[Facet]] = {}
    for facet in _facets(result):
        name, _, value = facet.value.partition(SEPARATOR)
        groups.setdefault(name, []).append(Facet(value, facet.count))
    return groups


def _sorted(facets: Iterable[Facet]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value)))


def _text(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


def _yuan(fen: float) -> Decimal:
    return Decimal(int(fen)) / 100
