"""The goods of the demo as they are written down in goods/*.toml.

A product says what it is drawn as and in which colours it comes; `options` may add another specification, each option
with its extra price in yuan. `missing` are combinations that do not exist, the colour first.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product as combinations
from pathlib import Path
from typing import Any
from zlib import crc32

_FOLDER = Path(__file__).with_name("goods")
_FILES = ("digital", "home", "fashion", "living")


@dataclass(frozen=True)
class Piece:
    """What becomes a SKU. Prices are in yuan."""

    name: str
    values: tuple[str, ...]  # one for each specification of its product
    colour: str  # of `drawings.colours.BASES`
    price: Decimal

    @property
    def market_price(self) -> Decimal:
        """Every fifth piece is not reduced."""
        return self.price if self._number % 5 == 0 else (self.price * Decimal("1.2")).quantize(Decimal(1))

    @property
    def cost_price(self) -> Decimal:
        return (self.price * Decimal("0.7")).quantize(Decimal("0.01"))

    @property
    def stock(self) -> int:
        """One in ten is sold out, one in ten nearly so."""
        return {0: 0, 1: 1 + self._number % 3}.get(self._number // 5 % 10, 5 + self._number % 195)

    @property
    def sales(self) -> int:
        return self._number // 50 % 3_000

    @property
    def _number(self) -> int:
        """The same for the same name, on every machine."""
        return crc32(self.name.encode())


@dataclass(frozen=True, kw_only=True)
class Product:
    """What becomes an SPU."""

    name: str
    brand: str
    category: str
    drawing: str
    caption: str
    price: Decimal
    colours: Mapping[str, str]
    colour_name: str = "颜色"
    options: Mapping[str, Mapping[str, int]]
    missing: tuple[str, ...]
    story: str
    highlights: tuple[str, ...]
    facts: Mapping[str, str]
    packing: tuple[str, ...]
    after_sales: tuple[str, ...]

    @property
    def specifications(self) -> dict[str, tuple[str, ...]]:
        """Their values by their names, the colour first."""
        return {self.colour_name: tuple(self.colours)} | {name: tuple(each) for name, each in self.options.items()}

    def pieces(self) -> Iterator[Piece]:
        extras = {value: extra for values in self.options.values() for value, extra in values.items()}
        for colour, *others in combinations(*self.specifications.values()):
            if " ".join((colour, *others)) not in self.missing:
                yield Piece(
                    name=" ".join((self.name, *others, colour)),
                    values=(colour, *others),
                    colour=self.colours[colour],
                    price=self.price + sum(extras[value] for value in others),
                )


def initials() -> dict[str, str]:
    """The brands, each with the letter that people look for it under."""
    return tomllib.loads((_FOLDER / "brands.toml").read_text(encoding="utf-8"))


def products() -> Iterator[Product]:
    for name in _FILES:
        file = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
        for written in file["product"]:
            yield _product(written, tuple(file["after_sales"]))


def _product(written: dict[str, Any], after_sales: tuple[str, ...]) -> Product:
    lists: dict[str, Any] = {name: tuple(written.pop(name, ())) for name in ("missing", "highlights", "packing")}
    price, options = Decimal(written.pop("price")), written.pop("options", {})
    return Product(**written, **lists, price=price, options=options, after_sales=after_sales)
