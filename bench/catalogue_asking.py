"""Asking web servers of several malls for pages, in turns, so that what else the machine does hits all alike."""

import http.client
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.serving import BEHIND_TLS, WebServer, load_generator, requests_per_second

_ROUNDS = 6
_VISITORS = 4
_WARM_PAGES = 20
_WARM_LOOKS = 12  # at each page, so that every process has kept it
_SECONDS = 2
_PATIENCE = 30  # seconds for an answer


@dataclass
class Asked:
    """How long one visitor waited for each page, in ms, and pages a second of several visitors."""

    spent: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return sorted(self.spent)[len(self.spent) // 2]

    @property
    def p95(self) -> float:
        return sorted(self.spent)[len(self.spent) * 95 // 100]

    @property
    def rate(self) -> float:
        return sorted(self.rates)[len(self.rates) // 2]


def ask_in_turns(
    kind: str, servers: Mapping[int, WebServer], pages: Mapping[int, Sequence[str]]
) -> dict[str, dict[int, Asked]]:
    """Each page once, half of them by one visitor and half by several at once; then a few of them again."""
    cold = {size: Asked() for size in servers}
    again = {size: Asked() for size in servers}
    for number in range(_ROUNDS):
        for size, server in servers.items():
            part = pages[size][number::_ROUNDS]
            half = len(part) // 2
            cold[size].spent += _spent(server, part[:half])
            cold[size].rates.append(_rate(server, part[half:]))
    warm = {size: [path for path in paths if "?sort" not in path][:_WARM_PAGES] for size, paths in pages.items()}
    for size, server in servers.items():
        _spent(server, warm[size] * _WARM_LOOKS)
    for _ in range(_ROUNDS):
        for size, server in servers.items():
            again[size].spent += _spent(server, warm[size] * 2)
            again[size].rates.append(_hot_rate(server, warm[size]))
    return {f"{kind}, cold": cold, f"{kind}, {'again' if kind == 'search' else 'kept'}": again}


def _spent(server: WebServer, paths: Sequence[str]) -> list[float]:
    """Each on a connection of its own, so that the processes of the server take turns."""
    spent = []
    for path in paths:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=_PATIENCE)
        connection.connect()
        started = time.perf_counter()
        connection.request("GET", path, headers=BEHIND_TLS)
        answer = connection.getresponse()
        answer.read()
        spent.append((time.perf_counter() - started) * 1000)
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    return spent


def _rate(server: WebServer, paths: Sequence[str]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(_VISITORS) as visitors:
        list(visitors.map(lambda number: _spent(server, paths[number::_VISITORS]), range(_VISITORS)))
    return len(paths) / (time.perf_counter() - started)


def _hot_rate(server: WebServer, paths: Sequence[str]) -> float:
    """By wrk on one page where it is installed: visitors in Python are slower than kept pages."""
    if load_generator() is None:
        return _rate(server, paths * _WARM_LOOKS)
    return requests_per_second(server.url + paths[0], seconds=_SECONDS)
