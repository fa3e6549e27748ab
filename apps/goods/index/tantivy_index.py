"""The search engine inside this process: tantivy, on files that every process of the host reads."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Order, Query, Searcher

from utils.locks import AlreadyLocked, locked_file

from . import MAX_PAGE, PAGE_SIZE, Found, IndexAway, Request, Sort
from .conditions import Conditions, all_of, asked_for
from .counting import Counts
from .documents import documents_of, read_rows
from .storage import IndexFolder
from .suggesting import begun_names

_ORDERS = {
    Sort.PRICE: ("by_price", Order.Asc),
    Sort.PRICE_DOWN: ("by_price", Order.Desc),
    Sort.HOT: ("by_sales", Order.Desc),
    Sort.NEW: ("by_age", Order.Desc),
}
_HEAP = 30_000_000  # bytes


@dataclass
class _Opened:
    version: Path
    index: tantivy.Index
    stamp: tuple[int, int]
    searcher: Searcher


class TantivyIndex:
    """A CatalogueIndex. One object serves all threads of a process."""

    def __init__(self, path: Path) -> None:
        self.folder = IndexFolder(path)
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def find(self, request: Request) -> Found:
        """Raises IndexAway."""
        searcher, conditions = self._reader()
        asked = asked_for(request.words)
        if request.words.strip() and not asked:
            return Found((), 0)
        words = conditions.words(asked)
        filters = conditions.filters(request)
        query = all_of([words, *filters.values()])
        counts = Counts(searcher, words, filters)
        ids, total = _page(searcher, query, request, by_relevance=bool(asked))
        return Found(
            sku_ids=ids,
            total=total,
            brands=counts.brands(),
            categories=counts.categories(),
            specifications=counts.specifications(),
            price_range=counts.price_range(),
            in_stock_count=counts.in_stock(),
        )

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """Raises IndexAway."""
        searcher, conditions = self._reader()
        return begun_names(searcher, conditions, text, limit)

    def write(self, sku_ids: Iterable[int]) -> None:
        """Brings these SKUs up to date from the database, or takes them out. Seen by every process at once after.

        Raises IndexAway when there is no index, or when the follower is writing it.
        """
        version = self.folder.current()
        if version is None:
            raise IndexAway("There is no index yet.")
        try:
            with locked_file(self.folder.writer_lock):
                index = tantivy.Index.open(str(version))
                writer = index.writer(_HEAP, 1)
                write_skus(writer, index.schema, list(sku_ids))
                writer.commit()
                writer.wait_merging_threads()
        except AlreadyLocked as error:
            raise IndexAway("The follower writes this index.") from error

    def _reader(self) -> tuple[Searcher, Conditions]:
        version = self.folder.current()
        if version is None:
            raise IndexAway("There is no index.")
        with self._lock:
            opened = self._opened
            stamp = _stamp(version)
            if opened is None or opened.version != version:
                index = tantivy.Index.open(str(version))
                index.config_reader("manual")
                index.reload()
                opened = self._opened = _Opened(version, index, stamp, index.searcher())
            elif opened.stamp != stamp:
                opened.index.reload()
                opened.stamp, opened.searcher = stamp, opened.index.searcher()
            return opened.searcher, Conditions(opened.index.schema)


def write_skus(writer: tantivy.IndexWriter, schema: tantivy.Schema, sku_ids: list[int]) -> None:
    for pk in sku_ids:
        writer.delete_documents_by_term("sku", pk)
    for document in documents_of(read_rows(sku_ids), schema):
        writer.add_document(document)


def _stamp(version: Path) -> tuple[int, int]:
    found = (version / "meta.json").stat()
    return found.st_mtime_ns, found.st_ino


def _page(searcher: Searcher, query: Query, request: Request, *, by_relevance: bool) -> tuple[tuple[int, ...], int]:
    page = max(request.page, 1)
    offset = (min(page, MAX_PAGE) - 1) * PAGE_SIZE
    if request.sort == Sort.DEFAULT and by_relevance:
        result = searcher.search(query, PAGE_SIZE, offset=offset, weight_by_field="popularity")
    else:
        field, order = _ORDERS.get(request.sort, _ORDERS[Sort.HOT])
        result = searcher.search(query, PAGE_SIZE, order_by_field=field, order=order, offset=offset)
    total = result.count or 0
    if page > MAX_PAGE:
        return (), total
    addresses = [address for _, address in result.hits]
    return tuple(int(pk) for pk in searcher.fast_field_values("sku", addresses) if pk is not None), total
