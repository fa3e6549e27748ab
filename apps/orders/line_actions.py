"""What may be done with the lines of an order beside reading them: apps above this one say it, when they start.

register(actions)    in `ready()` of the app: a function that is given the lines of one order (`line.order` is set)
                     and returns actions by the id of the line, with one query at most
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .models import OrderLine


class LineAction(NamedTuple):
    """A link: its text in the language of the reader, and its address."""

    text: str
    url: str


Offers = Callable[[Sequence[OrderLine]], Mapping[int, Sequence[LineAction]]]

_offers: list[Offers] = []


def register(offers: Offers) -> None:
    """Asks this function, too, from now on; once, however often it is registered."""
    if offers not in _offers:
        _offers.append(offers)


def actions_of_lines(lines: Sequence[OrderLine]) -> dict[int, list[LineAction]]:
    """By the id of each line, in the order in which the apps were installed."""
    found: dict[int, list[LineAction]] = {line.pk: [] for line in lines}
    for offers in _offers:
        for line_id, actions in offers(lines).items():
            found[line_id].extend(actions)
    return found
