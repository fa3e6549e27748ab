"""Finding goods: what a search engine for this catalogue has to do, whichever engine it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
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


@dataclass(frozen=True)
class Facet:
    """One choice of a filter, and how many goods it would leave."""

    value: str  # the id of a brand or category, the value of a specification
    count: int


@dataclass(frozen=True)
class Found:
    """A page of launched SKUs, best first. Stock and price are read from the database, never from here.

    The counts of a filter are those without that filter itself, so that people can add a second choice.
    """

    sku_ids: tuple[int, ...]
    total: int
    brands: tuple[Facet, ...] = ()
    categories: tuple[Facet, ...] = ()  # third-level ones
    specifications: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    price_range: tuple[Decimal, Decimal] | None = None
    in_stock_count: int = 0
    #: What was searched for instead, when the words themselves found nothing.
    corrected: str = ""


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
