"""The goods of one page, best first, without looking at each of very many."""

from collections.abc import Iterator

from tantivy import Order, Query, Searcher

from . import MAX_PAGE, PAGE_SIZE, Request, Sort
from .conditions import Conditions, all_of

_ORDERS = {
    Sort.PRICE: ("by_price", Order.Asc),
    Sort.PRICE_DOWN: ("by_price", Order.Desc),
    Sort.HOT: ("by_sales", Order.Desc),
    Sort.NEW: ("by_age", Order.Desc),
}
_LOOKED_AT = 10 * PAGE_SIZE  # pages on which nothing may come twice or be missed; few people turn more
_TOO_MANY_TO_RANK = 5_000
_HIGHEST_LEVEL = 12  # of sales, see documents.sold_level
_MARGIN = 4  # times as many goods as are needed are expected of a level


def page_of(
    searcher: Searcher, conditions: Conditions, query: Query, request: Request, total: int, *, by_relevance: bool
) -> tuple[int, ...]:
    """The ids of SKUs. `total` says how many there are on all pages."""
    page = max(request.page, 1)
    if page > MAX_PAGE or not total:
        return ()
    offset = (page - 1) * PAGE_SIZE
    expected = min(PAGE_SIZE, max(total - offset, 0))
    is_ranked = request.sort == Sort.DEFAULT and by_relevance
    for part in _parts(
        searcher, conditions, query, request.sort, total, max(offset, _LOOKED_AT) if is_ranked else offset
    ):
        found = _best(searcher, part, request.sort, offset, is_ranked=is_ranked)
        if len(found) == expected:
            break
    return found


def _parts(
    searcher: Searcher, conditions: Conditions, query: Query, sort: Sort, total: int, shown: int
) -> Iterator[Query]:
    """Of very many goods first those alone that sold best: the same ones when sales order them, and about equally
    relevant otherwise, for thousands are. Then all, in case these were not enough."""
    if total > _TOO_MANY_TO_RANK and sort in (Sort.DEFAULT, Sort.HOT):
        share = _MARGIN * (shown + PAGE_SIZE) / total
        if level := _highest_level(searcher, share):
            yield all_of([conditions.sold(level), query])
    yield query


def _highest_level(searcher: Searcher, share: float) -> int:
    """The highest level of sales that such a share of all goods has reached; 0 if there is none."""
    least = share * searcher.num_docs
    levels = (level for level in range(_HIGHEST_LEVEL, 0, -1) if searcher.doc_freq("sold", level) >= least)
    return next(levels, 0)


def _best(searcher: Searcher, query: Query, sort: Sort, offset: int, *, is_ranked: bool) -> tuple[int, ...]:
    if is_ranked:
        result = searcher.search(query, PAGE_SIZE, count=False, offset=offset, weight_by_field="popularity")
    else:
        field, order = _ORDERS.get(sort, _ORDERS[Sort.HOT])
        result = searcher.search(query, PAGE_SIZE, count=False, order_by_field=field, order=order, offset=offset)
    addresses = [address for _, address in result.hits]
    return tuple(int(pk) for pk in searcher.fast_field_values("sku", addresses) if pk is not None)
