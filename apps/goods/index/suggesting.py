"""Names that begin with what somebody has typed so far."""

from tantivy import Searcher

from .conditions import Conditions
from .documents import KINDS
from .text import MAX_QUERY, compact


def begun_names(searcher: Searcher, conditions: Conditions, text: str, limit: int) -> tuple[str, ...]:
    """Categories, brands and products; those whose goods sold most come first."""
    begun = compact(text[:MAX_QUERY])
    if not begun or limit < 1:
        return ()
    sold: dict[str, float] = {}
    for kind in KINDS:
        names = {"terms": {"field": f"{kind}_title", "size": limit, "order": {"sold": "desc"}}}
        names |= {"aggs": {"sold": {"sum": {"field": "sales"}}}}
        result = searcher.aggregate(conditions.beginning(f"{kind}_heads", begun), {"names": names})
        for bucket in result["names"]["buckets"]:
            sold[bucket["key"]] = max(sold.get(bucket["key"], 0.0), bucket["sold"]["value"])
    return tuple(sorted(sold, key=lambda name: (-sold[name], name)))[:limit]
