"""What a shopper asks for, as queries of tantivy. Nothing here parses a query language: no input can break it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import tantivy
from tantivy import Occur, Query, Searcher

from . import Request
from .documents import SEPARATOR
from .synonyms import Wording
from .text import encodable, is_chinese, word_grams

_MUCH = 2**63 - 1
#: Goods in the index from which on some ways are too long.
MANY = 20_000
_SHARE_OF_COMMON = 0.1  # of the goods, that have a common word
#: How much a word counts where it stands.
_NAME, _SIDE, _CAPTION, _PINYIN, _GRAMS, _KIND = 3.0, 2.0, 0.4, 1.0, 0.6, 3.0


class Conditions:
    """Makes queries for the fields of one state of an index."""

    def __init__(self, schema: tantivy.Schema, searcher: Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def words(self, asked: Sequence[Sequence[Wording]], *, least: int | None = None) -> Query:
        """Goods that have all that is asked for, or at least so many things of it; each in any of its wordings."""
        said = [any(map(self._says_something, wordings[0])) for wordings in asked]
        parts = [
            self.one(wordings) if counts or not any(said) else self._unscored(wordings)
            for wordings, counts in zip(asked, said, strict=True)
        ]
        if least is None:
            return all_of(parts)
        return Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=least)

    def one(self, wordings: Sequence[Wording]) -> Query:
        return _best([all_of([self._word(word) for word in wording]) for wording in wordings])

    def _says_something(self, word: str) -> bool:
        """Whether a large part of the goods is without this word."""
        if self._searcher.num_docs < MANY:
            return True
        freq, pieces = self._searcher.doc_freq, word_grams(word) if is_chinese(word) else []
        often = max(freq("name", word), min((freq("grams", piece) for piece in pieces), default=0))
        return often < _SHARE_OF_COMMON * self._searcher.num_docs

    def _unscored(self, wordings: Sequence[Wording]) -> Query:
        """Where a word stands that everything has says little, and costs most: only of what kind things are counts."""
        found = Query.const_score_query(_best([all_of([self._found(w) for w in each]) for each in wordings]), 0.0)
        kinds = [self._kind(word) for each in wordings for word in each]
        return Query.boolean_query([(Occur.Must, found), *((Occur.Should, kind) for kind in kinds)])

    def _word(self, word: str) -> Query:
        return Query.boolean_query([(Occur.Must, self._found(word)), (Occur.Should, self._kind(word))])

    def _kind(self, word: str) -> Query:
        return Query.boost_query(self._scored("kind", word), _KIND)

    def _found(self, word: str) -> Query:
        parts = [
            Query.boost_query(self._scored("name", word), _NAME),
            Query.boost_query(self._scored("side", word), _SIDE),
            Query.boost_query(self._scored("caption", word), _CAPTION),
        ]
        if is_chinese(word):
            contained = all_of([self._term("grams", gram) for gram in word_grams(word)])
            parts.append(Query.const_score_query(contained, _GRAMS))
        else:
            parts.append(Query.const_score_query(self._term("pinyin", word), _PINYIN))
        return Query.disjunction_max_query(parts, 0.1)

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
