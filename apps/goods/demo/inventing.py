"""Invents products for a catalogue of any size: the same ones from the same seed."""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from pathlib import Path
from random import Random

_FAMILIES = Path(__file__).with_name("goods") / "families.toml"
#: First characters of brands, with the letters that people look for them under.
_FIRSTS = dict(zip("晴松溪禾岚砚杉棠竹枫鹿屿", "QSXHLYSTZFLY", strict=True))
_SECONDS = "川岸里原间亭庭渡屋野"
_SHARE_OF_COMBINATIONS = 0.85  # the others are not made


@dataclass(frozen=True)
class Family:
    """Goods that come in the same specifications."""

    firsts: Sequence[str]  # names of first-level categories
    median: int  # of the prices, in yuan
    drawings: Sequence[str]
    words: Sequence[str]
    looks: Mapping[str, Mapping[str, str]]
    options: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shelf:
    """A third-level category with what is sold in it."""

    category_id: int
    name: str
    family: Family


@dataclass(frozen=True)
class Invention:
    """What becomes a SKU."""

    values: tuple[str, ...]
    colour: str
    price: int  # in fen: sums are quicker than with Decimal
    stock: int
    sales: int
    is_launched: bool


def brands() -> dict[str, str]:
    """Their initials by their names."""
    return {f"{first}{second}造": initial for first, initial in _FIRSTS.items() for second in _SECONDS}


def families() -> tuple[Family, ...]:
    written = tomllib.loads(_FAMILIES.read_text(encoding="utf-8"))["family"]
    return tuple(Family(**each) for each in written)


def family_of(first: str, known: tuple[Family, ...]) -> Family:
    return next((family for family in known if first in family.firsts), known[-1])


def popularity(count: int) -> list[float]:
    """Cumulative weights: few things are everywhere, most are rare."""
    return list(accumulate(1 / rank**0.8 for rank in range(1, count + 1)))


def inventions(family: Family, chance: Random) -> Iterator[Invention]:
    """The pieces of one product, at least one; of all combinations some are missing."""
    ((_name, looks),) = family.looks.items()
    ((_other, values),) = family.options.items()
    colours = chance.sample(list(looks), chance.randint(2, len(looks)))
    start = chance.choice((0, 0, 0, 1))  # some do not come in the smallest
    count = chance.randint(2, len(values))
    base = family.median * math.exp(chance.gauss(0, 0.6))
    kept = [
        pair for pair in product(colours, values[start : start + count]) if chance.random() < _SHARE_OF_COMBINATIONS
    ]
    for colour, value in kept or [(colours[0], values[start])]:
        steps = values.index(value)
        yield Invention(
            values=(colour, value),
            colour=looks[colour],
            price=_price(base * (1 + 0.12 * steps)),
            stock=_stock(chance),
            sales=min(int(5 * chance.paretovariate(0.8)), 500_000),
            is_launched=chance.random() < 0.97,
        )


def _price(yuan: float) -> int:
    """As prices look: below 100 yuan they end in .9, above in 9."""
    return int(yuan) * 100 + 90 if yuan < 100 else (int(yuan / 10) * 10 + 9) * 100


def _stock(chance: Random) -> int:
    luck = chance.random()
    if luck < 0.08:
        return 0
    return chance.randint(1, 3) if luck < 0.15 else chance.randint(4, 500)
