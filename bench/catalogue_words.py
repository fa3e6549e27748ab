"""What shoppers of an invented catalogue type: a mix as search logs show it, from single words to slips."""

from collections.abc import Callable, Iterator
from random import Random

import rjieba

from goods.demo.inventing import Family, brands, families, family_of
from goods.index.pinyin import spelt
from goods.models import Category, Level

_SLIPS = "机袋纸盒"


def typed_words(chance: Random) -> Iterator[str]:
    """Without end; some come twice."""
    names, known = list(brands()), families()
    thirds = Category.objects.filter(level=Level.THIRD).order_by("pk")
    shelves = list(thirds.values_list("name", "parent__name", "parent__parent__name"))
    kinds = _kinds(chance, names)
    weights = [weight for weight, _ in kinds]
    while True:
        third, second, first = chance.choice(shelves)
        ((_, typed),) = chance.choices(kinds, weights)
        yield typed((third, second, first), family_of(first, known))


def _kinds(chance: Random, names: list[str]) -> list[tuple[int, Callable[[tuple[str, str, str], Family], str]]]:
    """How often each comes in a hundred."""

    def look(family: Family) -> str:
        return chance.choice(list(*family.looks.values()))

    def option(family: Family) -> str:
        return chance.choice(list(*family.options.values()))

    def model() -> str:
        return f"{chance.choice('ABCDEFGHKLMNPRSTX')}{chance.randrange(10_000):04}"

    return [
        (25, lambda shelf, family: shelf[0]),
        (15, lambda shelf, family: f"{chance.choice(names)} {shelf[0]}"),
        (12, lambda shelf, family: f"{look(family)} {shelf[0]}"),
        (10, lambda shelf, family: f"{chance.choice(family.words)}{shelf[0]}"),
        (5, lambda shelf, family: chance.choice(shelf[1:])),
        (5, lambda shelf, family: chance.choice([look(family), option(family), *family.words])),
        (8, lambda shelf, family: f"{chance.choice(names)} {shelf[0]} {model()}"),
        (7, lambda shelf, family: "".join(spelt(word)[0] for word in rjieba.cut(shelf[0]))),
        (5, lambda shelf, family: f"{shelf[0]} {option(family)} {look(family)}"),
        (4, lambda shelf, family: chance.choice(names)),
        (4, lambda shelf, family: shelf[0][:-1] + chance.choice(_SLIPS)),
    ]
