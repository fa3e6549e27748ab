"""The search engine inside this process: tantivy, on files that every process of the host reads."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Query, Searcher

from utils.locks import AlreadyLocked, locked_file

from . import Found, IndexAway, Request
from .conditions import Conditions, all_of
from .counting import Counts, Reading
from .documents import build_schema
from .engine import EngineFailed, engine_errors
from .paging import page_of
from .storage import IndexFolder, read_json, stamp_of
from .suggesting import begun_names
from .synonyms import Synonyms
from .wording import Worded, Wordings
from .writing import open_writer, write_skus

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
        conditions = Conditions(self._schema)
        wordings = Wordings(reading.searcher, conditions, reading.synonyms)
        worded, filters = wordings.all_of(request.words), conditions.filters(request)
        if not request.is_counted and not worded.has_words:
            return self._uncounted(reading.searcher, conditions, request, filters)
        worded, counts = self._counted(reading, request, wordings, worded, filters)
        query = all_of([worded.query, *filters.values()])
        ids = page_of(reading.searcher, conditions, query, request, counts.total(), by_relevance=worded.has_words)
        return Found(
            sku_ids=ids,
            total=counts.total(),
            brands=counts.brands(),
            categories=counts.categories(),
            specifications=counts.specifications(),
            price_range=counts.price_range(),
            in_stock_count=counts.in_stock(),
            corrected=worded.corrected,
        )

    @staticmethod
    def _counted(
        reading: Reading, request: Request, wordings: Wordings, worded: Worded, filters: dict[str, Query]
    ) -> tuple[Worded, Counts]:
        """What is found, or what is found instead when that is nothing."""
        counts = None
        if not (worded.has_words and wordings.find_nothing(request.words, worded)):
            counts = Counts(reading, request, worded.query, filters)
            if counts.total() or not worded.has_words:
                return worded, counts
        instead = wordings.instead_of(request.words, is_narrowed=bool(filters))
        if instead:
            return instead, Counts(reading, request, instead.query, filters, are_instead=True)
        return worded, counts or Counts(reading, request, worded.query, filters)

    def _uncounted(
        self, searcher: Searcher, conditions: Conditions, request: Request, filters: dict[str, Query]
    ) -> Found:
        most = searcher.num_docs
        if request.category_id is not None:
            most = searcher.doc_freq("category", request.category_id)
        query = all_of(list(filters.values()))
        ids = page_of(searcher, conditions, query, request, most, by_relevance=False)
        return Found(sku_ids=ids, total=len(ids))

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
