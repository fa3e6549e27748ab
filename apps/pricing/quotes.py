"""What an order costs, and why: pure computation on goods, rules and a province. All amounts in yuan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Item:
    """So many pieces of a SKU; None stands for the default freight template."""

    sku_id: int
    price: Decimal
    count: int
    template_id: int | None = None

    @property
    def amount(self) -> Decimal:
        return self.price * self.count


@dataclass(frozen=True)
class Share:
    """The part of an item in what the order gets off, and in its freight."""

    discount: Decimal
    freight: Decimal


@dataclass(frozen=True)
class Quote:
    goods: Decimal
    freight: Decimal
    discount: Decimal
    #: By SKU; they add up to the amounts above to the fen.
    shares: Mapping[int, Share]
    #: For people: each line names an amount and says how it came about. JSON: {"kind", "name", "amount", …}.
    explanation: Sequence[dict[str, str]]

    @property
    def total(self) -> Decimal:
        return self.goods + self.freight - self.discount
