"""Finding goods: what a search engine for this catalogue has to do, whichever engine it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Protocol

PAGE_SIZE = 30
MAX_PAGE = 100  # nobody turns more pages than these; deeper ones cost more and more


class Sort(StrEnum):
    DEFAULT = "default"  # relevance for words, sales otherwise
    PRICE = "price"
    PRICE_DOWN = "-price"
    HOT = "hot"
    NEW = "new"


@dataclass(frozen=True)
class Request:
    """What a shopper asks for; all conditions together. Prices are in yuan."""

    words: str = ""
    category_id: int | None = None  # of any level
    brand_ids: tuple[int, ...] = ()  # any of these
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    #: Name and value of a specification; several values of one name are alternatives.
    specifications: tuple[tuple[str, str], ...] = ()
    in_stock: bool = False
    sort: Sort = Sort.DEFAULT
    page: int = 1
    #: Whether more is wanted than a page of goods: how many there are in all, and what would narrow them down.
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter, and how many goods it would leave."""

    value: str  # the id of a brand or category, the value of a specification
    count: int


@dataclass(frozen=True, eq=False)
class Found:
    """A page of launched SKUs, best first. Stock and price are read from the database, never from here.

    The counts of a filter are those without that filter itself, so that people can add a second choice.
    Two answers are compared by their fingerprints, which are made once.
    """

    sku_ids: tuple[int, ...]
    total: int  # those of this page when nothing was to be counted
    brands: tuple[Facet, ...] = ()
    categories: tuple[Facet, ...] = ()  # third-level ones; only of searches by words
    specifications: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    price_range: tuple[Decimal, Decimal] | None = None
    in_stock_count: int = 0
    #: What was searched for instead, when the words themselves found nothing.
    corrected: str = ""

    @cached_property
    def fingerprint(self) -> bytes:
        """16 bytes, the same for the same answer in every process."""
        content = (self.sku_ids, self.total, self.brands, self.categories, self.specifications)
        others = (self.price_range, self.in_stock_count, self.corrected)
        return blake2b(repr((content, others)).encode(errors="replace"), digest_size=16).digest()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Found) and self.fingerprint == other.fingerprint)

    def __hash__(self) -> int:
        return hash(self.fingerprint)


class IndexAway(Exception):
    """There is no usable index right now; it is being built, or the engine does not answer."""


class CatalogueIndex(Protocol):
    def find(self, request: Request) -> Found:
        """Raises IndexAway."""
        ...

    def suggest(self, text: str, *, limit: int = 10) -> tuple[str, ...]:
        """Words and names that begin like this text, in characters or pinyin, most sold first. Raises IndexAway."""
        ...

    def write(self, sku_ids: Iterable[int]) -> None:
        """Brings these SKUs up to date from the database, or takes them out. Seen by every process at once after."""
        ...
