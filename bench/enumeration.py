"""What strangers learn about who has an account: `python -m bench.enumeration [requests of each kind]`

Every door is asked about somebody and about nobody, in random order, one request at a time. Status, headers and text
must be the same; of the times, a permutation test says whether the difference is more than noise. Ends with 1 when a
door tells. Measure on a quiet machine.
"""

import os
import random
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from bench.pages import SERVERS
from bench.serving import production, web_server
from bench.visitors import Answer, Browser, Try

REQUESTS = 150
_PERMUTATIONS = 10_000
_WARM_UP = 20
_ALARM = 0.001  # of chance; with some twenty comparisons, one run in fifty sounds a false alarm
#: Different for every request, whoever is asked about.
_OWN_HEADERS = {"date", "expires", "x-request-id", "set-cookie"}
_OWN_TEXT = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|[\w-]{16,}\.[\w-]{6}\.[\w-]{27}'
)  # and captcha ids
TOLD_ON_PURPOSE = """told on purpose, and limited for each address
  /usernames/…/count/ and /mobiles/…/count/: whether somebody has this name or number, 60 times a minute
  the form to register: whether somebody has this user name, 60 times an hour"""


@dataclass(frozen=True)
class Asked:
    """One request of a kind, and what it says that the answer may repeat."""

    one: Try
    echoed: tuple[str, ...]


@dataclass(frozen=True)
class Door:
    name: str
    page: str
    kinds: Mapping[str, list[Asked]]  # the first is what the others are compared with


@dataclass(frozen=True)
class Comparison:
    kind: str
    looks_different: str
    milliseconds: float
    difference: float
    noise: float
    chance: float


def main(requests: int) -> int:
    """The number of doors that tell something."""
    with production() as environment:
        os.environ |= environment
        import django

        django.setup()
        with web_server(SERVERS["granian"].replace("{app}", "meiduo_mall"), environment) as server:
            from bench.doors import doors

            print(f"{'milliseconds':44}{'median':>9}{'difference':>12}{'noise':>8}{'p':>9}")
            lost = sum(_tells(server.url, door) for door in doors(requests + _WARM_UP))
            print(TOLD_ON_PURPOSE)
            return lost


def _tells(url: str, door: Door) -> bool:
    answers = _ask(url, door)
    first, *others = [_compared(kind, answers, next(iter(door.kinds))) for kind in door.kinds]
    print(f"{door.name}\n  {first.kind:42}{first.milliseconds:>9.2f}")
    tells = False
    for other in others:
        verdict = other.looks_different or ("differs in time" if other.chance < _ALARM else "the same")
        tells |= verdict != "the same"
        figures = f"{other.milliseconds:>9.2f}{other.difference:>+12.3f}{other.noise:>8.2f}{other.chance:>9.4f}"
        print(f"  {other.kind:42}{figures}  {verdict}", flush=True)
    return tells


def _ask(url: str, door: Door) -> dict[str, list[tuple[Asked, Answer]]]:
    """One kind after the other in a random order, so that whatever happens on the machine meets all of them."""
    browser = Browser(url)
    browser.open_form(door.page, address="192.0.2.1")
    answers: dict[str, list[tuple[Asked, Answer]]] = {kind: [] for kind in door.kinds}
    for number in range(len(next(iter(door.kinds.values())))):
        for kind in random.sample(list(door.kinds), len(door.kinds)):
            asked = door.kinds[kind][number]
            answers[kind].append((asked, browser.ask(asked.one)))
    browser.close()
    return {kind: given[_WARM_UP:] for kind, given in answers.items()}


def _compared(kind: str, answers: Mapping[str, list[tuple[Asked, Answer]]], first: str) -> Comparison:
    one, other = (sorted(1000 * answer.seconds for _asked, answer in answers[name]) for name in (first, kind))
    low, _middle, high = quantiles(one, n=4)
    return Comparison(
        kind=kind,
        looks_different=unlike(answers[first], answers[kind]),
        milliseconds=median(other),
        difference=median(other) - median(one),
        noise=high - low,
        chance=_chance(one, other) if kind != first else 1.0,
    )


def unlike(one: list[tuple[Asked, Answer]], other: list[tuple[Asked, Answer]]) -> str:
    """What differs between the answers of two kinds, or nothing."""
    for name, look in (("status", _status), ("headers", _headers), ("text", _text)):
        seen, others = ({look(*each) for each in answers} for answers in (one, other))
        if seen != others:
            return f"differs in {name}: {_difference(seen, others)}"
        if len(seen) > 1:
            return f"{name} is not the same for one kind: {_difference(set(list(seen)[:1]), set(list(seen)[1:]))}"
    return ""


def _difference(seen: set[str], others: set[str]) -> str:
    one, other = min(seen), min(others - seen, default=min(others))
    start = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return f"{one[start : start + 60]!r} and {other[start : start + 60]!r}"


def _status(_asked: Asked, answer: Answer) -> str:
    return str(answer.status)


def _headers(_asked: Asked, answer: Answer) -> str:
    """Names and values, and the names of the cookies that are set."""
    shown = [f"{name.lower()}: {value}" for name, value in answer.headers if name.lower() not in _OWN_HEADERS]
    set_cookies = [value.split("=")[0] for name, value in answer.headers if name.lower() == "set-cookie"]
    return "\n".join(sorted(shown) + sorted(set_cookies))


def _text(asked: Asked, answer: Answer) -> str:
    text = _OWN_TEXT.sub("*", answer.text)
    for typed in asked.echoed:
        text = text.replace(typed, "*")
    return text


def _chance(one: list[float], other: list[float]) -> float:
    """How often two halves of the same times, shuffled, differ in their ranks at least as much as these two do."""
    order = sorted(range(len(one) + len(other)), key=[*one, *other].__getitem__)
    ranks = [0] * len(order)
    for rank, index in enumerate(order):
        ranks[index] = rank
    expected = sum(ranks) * len(one) / len(ranks)
    found = abs(sum(ranks[: len(one)]) - expected)
    as_far = sum(abs(sum(random.sample(ranks, len(one))) - expected) >= found for _ in range(_PERMUTATIONS))
    return (as_far + 1) / (_PERMUTATIONS + 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS) > 0)
