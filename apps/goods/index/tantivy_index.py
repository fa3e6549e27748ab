"""The search engine inside this process: tantivy, on files that every process of the host reads."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Order, Query, Searcher

from utils.locks import AlreadyLocked, locked_file

from . import MAX_PAGE, PAGE_SIZE, Found, IndexAway, Request, Sort
from .conditions import Conditions, all_of
from .counting import Counts, Reading
from .documents import build_schema
from .engine import EngineFailed, engine_errors
from .storage import IndexFolder, read_json, stamp_of
from .suggesting import begun_names
from .synonyms import Synonyms
from .wording import Wordings
from .writing import open_writer, write_skus

_ORDERS = {
    Sort.PRICE: ("by_price", Order.Asc),
    Sort.PRICE_DOWN: ("by_price", Order.Desc),
    Sort.HOT: ("by_sales", Order.Desc),
    Sort.NEW: ("by_age", Order.Desc),
}

logger = logging.getLogger(__name__)


class TantivyIndex:
    """A CatalogueIndex. One object serves all threads of a process."""

    def __init__(self, path: Path) -> None:
        self.folder = IndexFolder(path)
        self._schema = build_schema()
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def find(self, request: Request) -> Found:
        """The same object until the index or the synonyms change, in microseconds. Raises IndexAway."""
        with self._reading() as reading:
            return reading.answers.get(request) or reading.answers.keep(request, self._found(reading, request))

    def _found(self, reading: Reading, request: Request) -> Found:
        searcher, conditions = reading.searcher, Conditions(self._schema)
        worded = Wordings(searcher, conditions, reading.synonyms).of(request.words)
        filters = conditions.filters(request)
        counts = Counts(reading, request, worded.query, filters)
        query = all_of([worded.query, *filters.values()])
        ids, total = _page(searcher, query, request, by_relevance=worded.has_words)
        return Found(
            sku_ids=ids,
            total=total,
            brands=counts.brands(),
            categories=counts.categories(),
            specifications=counts.specifications(),
            price_range=counts.price_range(),
            in_stock_count=counts.in_stock(),
            corrected=worded.corrected,
        )

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """Raises IndexAway."""
        with self._reading() as reading:
            return begun_names(reading.searcher, Conditions(self._schema), text, limit)

    def write(self, sku_ids: Iterable[int]) -> None:
        """Brings these SKUs up to date from the database, or takes them out. Seen by every process at once after.

        Raises IndexAway when there is no index, or when the follower is writing it.
        """
        version = self.folder.current()
        if version is None:
            raise IndexAway("There is no index yet.")
        try:
            with locked_file(self.folder.writer_lock), engine_errors(version):
                writer, schema = open_writer(version)
                write_skus(writer, schema, list(sku_ids))
                writer.commit()
                writer.wait_merging_threads()
        except AlreadyLocked as error:
            raise IndexAway("The follower writes this index.") from error
        except EngineFailed as error:
            raise IndexAway(str(error)) from error

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        """The newest state of the index. Raises IndexAway, also for what fails inside."""
        version = self.folder.current()
        if version is None:
            raise IndexAway("There is no index; the follower builds it.")
        try:
            with engine_errors(version):
                yield self._newest(version)
        except EngineFailed as error:
            logger.exception("The search index cannot be read.")
            self._opened = None
            raise IndexAway(str(error)) from error

    def _newest(self, version: Path) -> Reading:
        """Asks the file system, which costs microseconds, where a thread that watches would not survive a fork."""
        with self._lock:
            opened = self._opened
            if opened is None or opened.version != version:
                opened = self._opened = _Opened(version, self.folder.synonyms)
            return opened.newest()


class _Opened:
    """A version that this process reads."""

    def __init__(self, version: Path, synonyms: Path) -> None:
        self.version = version
        self._index = tantivy.Index.open(str(version))
        self._index.config_reader("manual")
        self._synonyms = synonyms
        self._files = str(version / "meta.json"), str(synonyms)
        self._stamps: tuple[tuple[int, ...], ...] = ()

    def newest(self) -> Reading:
        """Read again when tantivy has committed, or the admin's synonyms have changed."""
        stamps = tuple(map(stamp_of, self._files))
        if stamps != self._stamps:
            self._index.reload()
            groups = read_json(self._synonyms).get("groups", [])
            self._stamps, self._reading = stamps, Reading(self._index.searcher(), Synonyms(groups))
        return self._reading


def _page(searcher: Searcher, query: Query, request: Request, *, by_relevance: bool) -> tuple[tuple[int, ...], int]:
    page = max(request.page, 1)
    offset = (min(page, MAX_PAGE) - 1) * PAGE_SIZE
    if request.sort == Sort.DEFAULT and by_relevance:
        result = searcher.search(query, PAGE_SIZE, offset=offset, weight_by_field="popularity")
    else:
        field, order = _ORDERS.get(request.sort, _ORDERS[Sort.HOT])
        result = searcher.search(query, PAGE_SIZE, order_by_field=field, order=order, offset=offset)
    total: int = result.count or 0  # type: ignore[attr-defined]  # its stub lacks it
    if page > MAX_PAGE:
        return (), total
    addresses = [address for _, address in result.hits]
    return tuple(int(pk) for pk in searcher.fast_field_values("sku", addresses) if pk is not None), total
