"""Orders a second over HTTP on MariaDB, beside the same transaction in raw mysqlclient. `python -m bench.orders`

MariaDB keeps every commit (as in production), granian runs as production starts it, and shoppers share the two cores
with both. 1, 8 and 32 shoppers at once order spread goods, then all the same SKU; then 1,000 want the last 100 pieces.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

import MySQLdb

from bench.orders_raw import orders_per_second
from bench.serving import BEHIND_TLS, WORKERS, WebServer, production, web_server
from tests.servers import private_mariadb

_GRANIAN = (  # as production starts it
    "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --port {port} "
    f"--workers {WORKERS} --blocking-threads 4"
)
_CROWDS = (1, 8, 32)
_ORDERS = 1600  # for each line of the table
_RAW_ORDERS = 4000  # before and after each line: a machine is not equally quick all the time
_LOOKS = 200
_CSRF = "c" * 32
_LEAST_OF_RAW = 0.2


@dataclass
class Answers:
    """Statuses and seconds of what was sent."""

    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0


def main() -> int:
    """The number of lines that were not kept."""
    with private_mariadb(is_durable=True) as url:
        _query(url.rpartition("/")[0], "CREATE DATABASE mall CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        with production(database_url=url) as environment:
            there = _inside(environment, "make")
            with web_server(f"{_GRANIAN} meiduo_mall.wsgi:application", environment) as server:
                return _measure(url, server, environment, there)


def _measure(url: str, server: WebServer, environment: Mapping[str, str], there: Mapping[str, Any]) -> int:
    def order(skus: Sequence[Sequence[Any]], crowd: int, number: int) -> Answers:
        shoppers = there["shoppers"][: max(crowd, number if number > _ORDERS else crowd)]
        wanted = [[shoppers[n % len(shoppers)]["id"], *skus[n % len(skus)]] for n in range(number)]
        tickets = _inside(environment, "tickets", wanted)
        return _all_at_once(server, crowd, [_order(shoppers[n % len(shoppers)], tickets[n]) for n in range(number)])

    def raw(*, is_whole: bool) -> float:
        return orders_per_second(url, there["shoppers"], there["skus"], orders=_RAW_ORDERS, is_whole=is_whole)

    order(there["skus"], 8, 200)  # warm
    print(f"{'Orders over HTTP':24}{'orders/s':>10}{'raw':>8}{'of raw':>8}{'p50 ms':>9}{'p95 ms':>9}{'refused':>9}")
    before, best = raw(is_whole=True), 0.0
    for name, skus in (("spread goods", there["skus"]), ("one hot SKU", there["skus"][:1])):
        for crowd in _CROWDS:
            found = order(skus, crowd, _ORDERS)
            after = raw(is_whole=True)
            rate, beside = found.statuses.count(302) / found.took, (before + after) / 2
            best = max(best, rate / beside) if name == "spread goods" else best
            _print_line(f"{name}, {crowd}", found, rate, beside)
            before = after
    print(f"raw mysqlclient, 8 connections, spread goods, without what an order reads: {raw(is_whole=False):,.0f}")
    faults = [] if best >= _LEAST_OF_RAW else [f"{best:.2f} of raw"]
    faults += _last_pieces(url, order, there)
    _print_pages(server, there)
    deadlocks = int(_query(url, "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")[0][1])
    print(f"\ndeadlocks: {deadlocks}")
    faults += [f"{deadlocks} deadlocks"] if deadlocks else []
    print("\nkept" if not faults else f"\nNOT KEPT: {'; '.join(faults)}")
    return len(faults)


def _print_line(name: str, found: Answers, rate: float, raw: float) -> None:
    p95 = 1000 * quantiles(found.seconds, n=20)[-1]
    refused = len(found.statuses) - found.statuses.count(302)
    rates = f"{rate:>10,.0f}{raw:>8,.0f}{rate / raw:>8.2f}"
    print(f"{name:24}{rates}{1000 * median(found.seconds):>9.1f}{p95:>9.1f}{refused:>9}", flush=True)


def _last_pieces(url: str, order: Callable[..., Answers], there: Mapping[str, Any]) -> list[str]:
    found = order([there["scarce"]], 32, 1000)
    sku = there["scarce"][0]
    sold = _query(url, f"SELECT SUM(count) FROM orders_orderline WHERE sku_id = {sku}")[0][0]  # noqa: S608
    left = _query(url, f"SELECT stock FROM goods_sku WHERE id = {sku}")[0][0]  # noqa: S608
    taken, refused = found.statuses.count(302), found.statuses.count(409)
    print(f"\n1,000 shoppers for 100 pieces: {taken} orders, {refused} refused; sold {sold}, left {left}")
    is_exact = (taken, refused, int(sold or 0), left) == (100, 900, 100, 0)
    return [] if is_exact else ["not exactly 100 sold"]


def _print_pages(server: WebServer, there: Mapping[str, Any]) -> None:
    shopper = there["shoppers"][0]
    for name, path in (("cart", "/carts/"), ("settlement", "/orders/settlement/")):
        found = _all_at_once(server, 1, [("GET", path, None, _cookies(shopper))] * _LOOKS)
        p95 = 1000 * quantiles(found.seconds, n=20)[-1]
        if set(found.statuses) != {200}:
            raise RuntimeError(f"{path}: {set(found.statuses)}")
        print(f"{name} with {there['cart_lines']} lines: p50 {1000 * median(found.seconds):.1f} ms, p95 {p95:.1f} ms")


def _order(shopper: Mapping[str, Any], ticket: str) -> tuple[str, str, str, str]:
    form = {"csrfmiddlewaretoken": _CSRF, "ticket": ticket, "address": shopper["address"], "pay_method": "cash"}
    return "POST", "/orders/commit/", urlencode(form), _cookies(shopper)


def _cookies(shopper: Mapping[str, Any]) -> str:
    return f"sessionid={shopper['session']}; csrftoken={_CSRF}"


def _all_at_once(server: WebServer, crowd: int, requests: Sequence[tuple[str, str, str | None, str]]) -> Answers:
    """Sends these requests on so many connections, each its share one after the other."""
    address = urlsplit(server.url)
    sent = [_request(address.netloc, *each) for each in requests]
    answers = Answers()
    started = time.perf_counter()
    hands = [threading.Thread(target=_send, args=(server, sent[n::crowd], answers)) for n in range(crowd)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    answers.took = time.perf_counter() - started
    return answers


def _request(host: str, method: str, path: str, body: str | None, cookies: str) -> bytes:
    headers = {"Host": host, **BEHIND_TLS, "Cookie": cookies, "Origin": f"https://{host}"}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", body or ""]).encode()


def _send(server: WebServer, requests: Sequence[bytes], answers: Answers) -> None:
    """By hand: an HTTP client in Python takes a tenth of the two cores that the mall, its database and it share."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = connection.makefile("rb")
        for request in requests:
            started = time.perf_counter()
            connection.sendall(request)
            status = int(stream.readline().split()[1])
            length = 0
            while (line := stream.readline().lower()) != b"\r\n":
                length = int(line[15:]) if line.startswith(b"content-length:") else length
            stream.read(length)
            answers.seconds.append(time.perf_counter() - started)
            answers.statuses.append(status)


def _inside(environment: Mapping[str, str], what: str, given: Any = None) -> Any:
    command = [sys.executable, "-m", "bench.orders_inside", what]
    done = subprocess.run(
        command, env=dict(environment), check=True, capture_output=True, input=json.dumps(given), text=True
    )
    return json.loads(done.stdout)


def _query(url: str, sql: str) -> Any:
    address = urlsplit(url)
    connection = MySQLdb.connect(host=address.hostname, port=address.port, user="root", db=address.path[1:] or "mysql")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
