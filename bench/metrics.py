"""What being watched costs: counting a request, and a scrape at a million orders. `python -m bench.metrics [ORDERS]`

MariaDB with a buffer pool of 1 GB; one order in thirty is of today, over an hour. The first scrape of a process reads
the whole day, those that follow what has come since.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.serving import manage, production_settings
from tests.servers import private_mariadb
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis

_ORDERS = 1_000_000
_TODAY = 30  # one order in so many
_ROUNDS = 11
_MOST = {
    "ms of CPU to count a request": 0.1,
    "queries of a scrape": 10,
    "ms of CPU of a scrape": 100,
    "ms in the database, at first": 1000,
    "ms in the database, later": 100,
}

_FILL = """
INSERT INTO orders_order (number, user_id, language, token, status, pay_method, goods_amount, freight, discount, total,
        explanation, receiver, mobile, phone, area, place, remark, invoice_kind, invoice_title, invoice_tax_number,
        carrier, tracking_number, placed_at, pay_by, paid_at)
    SELECT LPAD(seq, 20, '0'), {user}, '', LPAD(HEX(seq), 32, '0'),
        ELT(1 + seq % 5, 'done', 'done', 'to_ship', 'shipped', 'cancelled'), IF(seq % 4, 'alipay', 'cash'),
        99, 0, 0, 99, '[]', 'r', '13900000000', '', 'a', 'p', '', 'none', '', '', '', '',
        UTC_TIMESTAMP(6) - INTERVAL IF(seq % {today}, 2 + seq % 700, 0) DAY - INTERVAL seq % 60 MINUTE, NULL, NULL
    FROM seq_1_to_{orders};
INSERT INTO payment_payment (order_id, attempt, out_trade_no, trade_number, amount, status, outcome, refunded, facts,
        started_at, paid_at)
    SELECT id, 1, CONCAT(number, '_1'), IF(id % 5, number, NULL), 99, IF(id % 5, 'paid', 'closed'),
        IF(id % 5, 'in_time', ''), 0, '{{}}', placed_at, IF(id % 5, placed_at, NULL)
    FROM orders_order;
INSERT INTO notices_notice (user_id, kind, `key`, facts, language, written_at, status, due_at, claims, give_up_at,
        reason, answer, resends)
    SELECT {user}, 'paid', CONCAT('paid:', number), '{{}}', 'zh-hans', placed_at,
        IF(id % 1000, 'sent', 'waiting'), placed_at, 1, placed_at, '', '', 0
    FROM orders_order;
ANALYZE TABLE orders_order, payment_payment, notices_notice
"""


def main(arguments: list[str]) -> int:
    """The number of lines that were not kept."""
    if arguments[:1] == ["inside"]:
        return _inside(int(arguments[1]))
    orders = arguments[0] if arguments else str(_ORDERS)
    with private_mariadb(buffer_pool="1G") as url, tempfile.TemporaryDirectory(prefix="mall-bench-") as name:
        folder = Path(name)
        redis = EmbeddedRedis(folder=folder / "redis", socket=folder / "redis" / "redis.sock", is_persistent=False)
        child = redis.start()
        try:
            environment = os.environ | production_settings(folder, redis.url)
            environment |= {"DATABASE_URL": url, "METRICS_TOKEN": "bench" * 12}
            _make_database(url)
            manage("migrate", environment)
            command = [sys.executable, "-m", "bench.metrics", "inside", orders]
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            stop_child(child, patience=5)


def _make_database(url: str) -> None:
    import MySQLdb

    port = int(url.rpartition(":")[2].partition("/")[0])
    server = MySQLdb.connect(host="127.0.0.1", port=port, user="root")
    server.cursor().execute("CREATE DATABASE mall CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    server.close()


def _inside(orders: int) -> int:
    import django

    django.setup()
    _fill(orders)
    counting = _counting() * 1000
    queries, seconds = _scraping()
    found = dict(zip(_MOST, (counting, queries, *(each * 1000 for each in seconds)), strict=True))
    print(f"{orders:,} orders, {orders // _TODAY:,} of them of today")
    for line, value in found.items():
        print(f"{line:<32}{value:>10.3f}   at most {_MOST[line]}")
    return sum(value > _MOST[line] for line, value in found.items())


def _fill(orders: int) -> None:
    from django.db import connection

    from users.models import User

    user = User.objects.create_user("bench", mobile="13900000000")
    with connection.cursor() as cursor:
        for statement in _FILL.format(user=user.pk, orders=orders, today=_TODAY).split(";\n"):
            cursor.execute(statement)
            cursor.fetchall()


def _counting() -> float:
    """Seconds of CPU."""
    from django.http import HttpResponse
    from django.test import RequestFactory
    from django.urls import resolve

    from meiduo_mall.metrics.counted import count_request

    request, response = RequestFactory().get("/robots.txt"), HttpResponse()
    request.resolver_match = resolve("/robots.txt")

    def thousand() -> None:
        for _ in range(1000):
            count_request(request, response, 0.01)

    return min(_timed(thousand, time.thread_time) for _ in range(_ROUNDS)) / 1000


def _scraping() -> tuple[int, tuple[float, float, float]]:
    """Queries; seconds of CPU, and in the database: of the first scrape of a process and of those that follow."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from meiduo_mall.health import readiness
    from meiduo_mall.metrics import scraping

    scraping.scrape()  # connects, and imports
    scraping.forget()
    processor, asked = [], []
    for _ in range(_ROUNDS):
        with CaptureQueriesContext(connection) as queries:
            processor.append(_timed(scraping.scrape, time.process_time))
        asked.append(sum(float(query["time"]) for query in queries.captured_queries))
        scraping._latest.forget()
        readiness.forget()
    return len(queries), (median(processor), asked[0], median(asked[1:]))


def _timed(call: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    call()
    return clock() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
