"""What a shopper asks for, as queries of tantivy. Nothing here parses a query language: no input can break it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations
from math import comb

import tantivy
from tantivy import Occur, Query

from . import Request
from .documents import SEPARATOR
from .synonyms import Wording
from .text import encodable, is_chinese, word_grams

_MUCH = 2**63 - 1
_MOST_COMBINATIONS = 20
#: How much a word counts where it stands. Each field more costs a look at each of the goods: the labelled queries gain
#: nothing from brand, options and caption besides.
_NAME, _PINYIN, _FOUND, _KIND = 2.0, 1.0, 0.6, 12.0


class Conditions:
    """Makes queries for the fields of one index."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def words(self, asked: Sequence[Sequence[Wording]], *, least: int | None = None) -> Query:
        """Goods that have all that is asked for, or at least so many things of it; each in any of its wordings."""
        parts = [self.one(wordings) for wordings in asked]
        if least is None or least == len(parts):
            return all_of(parts)
        if comb(len(parts), least) <= _MOST_COMBINATIONS:
            return _best([all_of(some) for some in combinations(parts, least)])
        return Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=least)

    def one(self, wordings: Sequence[Wording]) -> Query:
        return _best([all_of([self._word(word) for word in wording]) for wording in wordings])

    def _word(self, word: str) -> Query:
        """Its worth where it stands is added one after the other: a union of them all would be scored for whole blocks
        of goods, also for those that another word leaves out."""
        found = Query.const_score_query(self._found(word), _FOUND if is_chinese(word) else 0.0)
        scored = [Query.boost_query(self._scored("name", word), _NAME)]
        # What is of this kind comes first, however many there are: rare words must not outweigh it.
        scored.append(Query.const_score_query(self._term("kind", word), _KIND))
        if not is_chinese(word):
            scored.append(Query.const_score_query(self._term("pinyin", word), _PINYIN))
        for more in scored:
            found = Query.boolean_query([(Occur.Must, found), (Occur.Should, more)])
        return found

    def _found(self, word: str) -> Query:
        pieces = word_grams(word) if is_chinese(word) else [word]
        return all_of([self._term("found", piece) for piece in pieces])

    def filters(self, request: Request) -> dict[str, Query]:
        """Each filter that is set, by its name; a specification by "specification:" and its name."""
        found: dict[str, Query] = {}
        if request.category_id is not None:
            found["category"] = self._number("category", request.category_id)
        if request.brand_ids:
            found["brand"] = any_of(self._number("brand", pk) for pk in request.brand_ids)
        if request.min_price is not None or request.max_price is not None:
            found["price"] = self._price(request.min_price, request.max_price)
        if request.in_stock:
            found["in_stock"] = self._number("in_stock", 1)
        values: dict[str, list[Query]] = {}
        for name, value in request.specifications:
            values.setdefault(name, []).append(self._term("specification", encodable(f"{name}{SEPARATOR}{value}")))
        return found | {f"specification:{name}": any_of(terms) for name, terms in values.items()}

    def sold(self, level: int) -> Query:
        return self._number("sold", level)

    def sounding(self, pinyin: str) -> Query:
        return self._term("pinyin", pinyin)

    def beginning(self, field: str, text: str) -> Query:
        return Query.fuzzy_term_query(self._schema, field, text, distance=0, prefix=True)

    def _price(self, low: Decimal | None, high: Decimal | None) -> Query:
        if any(bound is not None and bound.is_nan() for bound in (low, high)):
            return Query.empty_query()
        bounds = _fen(low, up=True) if low is not None else 0, _fen(high, up=False) if high is not None else _MUCH
        if bounds[0] > bounds[1]:
            return Query.empty_query()
        return Query.range_query(self._schema, "price", tantivy.FieldType.Unsigned, *bounds)

    def _scored(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "basic")

    def _number(self, field: str, number: int) -> Query:
        if not 0 <= number < _MUCH:
            return Query.empty_query()
        return Query.term_query(self._schema, field, number, "basic")


def all_of(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.all_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _best(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(list(queries), 0.1)


def _fen(yuan: Decimal, *, up: bool) -> int:
    """Between -1 and a number that no price reaches."""
    bounded = min(max(yuan, Decimal(0)), Decimal(10**12))
    if yuan < 0 and not up:
        return -1
    whole = int(bounded * 100)
    return whole + 1 if up and bounded * 100 > whole else whole
