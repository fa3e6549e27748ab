"""What the workers do: `python -m bench.tasks`. Real workers, on a Redis and in a folder of their own."""

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.outside import Outside
from bench.serving import WebServer
from tests.workers import VERBATIM, RunningWorker, wait_until
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis

_LINE = "celery -A celery_tasks.main worker -l info"
_ENDED = re.compile(r"^INFO (\S+ \S+) .*send_code\[.* succeeded in ", re.M)
_PATIENCE = 180  # seconds
_WARM_UP = 20  # tasks before those that count


def main() -> None:
    with _surroundings() as folder:
        thousand_sms(folder)
        sms_in_a_flood_of_mail(folder)
        killed_workers(folder)
        plain_and_batched(folder)


@contextmanager
def _surroundings() -> Iterator[Path]:
    """A folder, a Redis, and a Django that publishes into it."""
    with tempfile.TemporaryDirectory(prefix="mall-bench-") as name:
        folder = Path(name)
        redis = EmbeddedRedis(folder=folder / "redis", socket=folder / "redis" / "redis.sock", is_persistent=False)
        child = redis.start()
        os.environ |= {"REDIS_URL": redis.url, "DATA_DIR": name, "LOG_DIR": name, "ENV_FILE": os.devnull}
        os.environ["DJANGO_SETTINGS_MODULE"] = "meiduo_mall.settings.dev"
        import django

        django.setup()
        try:
            yield folder
        finally:
            stop_child(child, patience=5)


def thousand_sms(folder: Path) -> None:
    """1,000 waiting tasks, a warm worker is let go; until its last line "succeeded"."""
    print("\n1,000 SMS tasks, provider answers after 1 s: seconds from the start to the last end, and MB of the worker")
    print(f"{'':30}{'seconds':>10}{'MB':>8}")
    for pool in ("-P eventlet -c 1000", "-P threads -c 1000", "-P threads -c 100", "-P prefork -c 100"):
        seconds, memory = _thousand_sms_on(pool, folder)
        print(f"{pool:30}{seconds:>10.2f}{memory:>8.0f}")


def _thousand_sms_on(pool: str, folder: Path) -> tuple[float, float]:
    with Outside(sms_seconds=1) as outside, RunningWorker(f"{_LINE} {pool}", folder, **outside.settings) as worker:
        _send_sms(_WARM_UP)
        wait_until(lambda: _ended(worker.text) == _WARM_UP, lambda: worker.text)
        with _held(worker):
            _send_sms(1000)
        start = datetime.now()  # noqa: DTZ005 - as the log has it
        wait_until(lambda: _ended(worker.text) == _WARM_UP + 1000, patience=_PATIENCE)
        memory = WebServer("", worker.process.pid).memory()
        return (_last_end(worker.text) - start).total_seconds(), memory


def _ended(text: str) -> int:
    return text.count(" succeeded in ")


def _last_end(text: str) -> datetime:
    return max(datetime.strptime(moment, "%Y-%m-%d %H:%M:%S,%f") for moment in _ENDED.findall(text))  # noqa: DTZ007


def sms_in_a_flood_of_mail(folder: Path) -> None:
    """The slots are full of mails when the SMS is asked for."""
    print("\nOne SMS while 3,000 mails wait: ms until the provider has it (worst of 5), on the verbatim line")
    for seconds in (0.5, 8):
        with Outside(mail_seconds=seconds) as outside, RunningWorker(VERBATIM, folder, **outside.settings) as worker:
            _send_sms(1)
            wait_until(lambda: outside.sms)
            with _held(worker):
                _send_mails(range(3000))
            time.sleep(2)
            waits = [_sms_seconds(outside) for _ in range(5)]
            left = 3000 - len(outside.mails)
        _forget_messages()
        print(f"{f'mails of {seconds} s':30}{max(waits) * 1000:>10.0f}   ({left:,} mails not yet taken)")


def _sms_seconds(outside: Outside) -> float:
    count = len(outside.sms)
    start = time.time()
    _send_sms(1)
    wait_until(lambda: len(outside.sms) > count)
    time.sleep(0.2)
    return outside.sms[-1] - start


def killed_workers(folder: Path) -> None:
    """kill -9 of the worker and its children in the middle of its tasks; a second worker goes on."""
    print("\n12 mail tasks, worker killed (-9) in the middle: how many end, and seconds from the kill to the last one")
    print(f"{'visibility timeout 5 s':30}{'ended':>10}{'seconds':>10}")
    for pool in ("-P eventlet -c 1000", "-P threads -c 20", "-P prefork -c 12"):
        with Outside(mail_seconds=3) as outside:
            settings = outside.settings | {"CELERY_IO_VISIBILITY_TIMEOUT": 5}
            with RunningWorker(f"{_LINE} {pool}", folder, **settings) as first:
                _send_mails(range(12))
                wait_until(lambda: outside.begun_mails == 12)
                time.sleep(1)
                first.kill()
                killed = time.time()
            with RunningWorker(f"{_LINE} {pool}", folder, **settings):
                wait_until(lambda: len(outside.subjects) == 12, patience=_PATIENCE)
        _forget_messages()
        print(f"{pool:30}{len(outside.subjects):>7}/12{outside.mails[-1] - killed:>10.1f}")


def plain_and_batched(folder: Path) -> None:
    """One worker process; the messages wait before it is let go. It logs no line for a task."""
    from bench.noop import many, one

    print("\nNo-op tasks of one worker process, each item with a write of its own to Redis: items a minute")
    for name, task, messages, size in (
        ("one item a message", one, 10_000, 1),
        ("100 items a message", many, 1_000, 100),
        ("1,000 items a message", many, 300, 1000),
    ):
        worker = RunningWorker("celery -A bench.noop worker -l warning -P eventlet -c 1000 -Q mail", folder)
        try:
            seconds = _noop_seconds(task, [list(range(size))] if size > 1 else [], messages, worker)
        finally:
            worker.kill()
        print(f"{name:30}{messages * size / seconds * 60:>12,.0f}")


def _noop_seconds(task: Any, arguments: list[Any], messages: int, worker: RunningWorker) -> float:
    from django_redis import get_redis_connection

    from bench.noop import DONE

    redis = get_redis_connection("default")
    redis.delete(DONE)
    task.apply_async(args=arguments, queue="mail")
    wait_until(lambda: redis.exists(DONE), lambda: worker.text)
    time.sleep(1)
    one_message = int(redis.get(DONE))
    with _held(worker):
        for _ in range(messages):
            task.apply_async(args=arguments, queue="mail")
    start = time.monotonic()
    wait_until(lambda: int(redis.get(DONE)) == one_message * (messages + 1), patience=_PATIENCE)
    return time.monotonic() - start


@contextmanager
def _held(worker: RunningWorker) -> Iterator[None]:
    """Stops the worker while the messages are published, so that publishing is not measured."""
    os.killpg(worker.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker.process.pid, signal.SIGCONT)


def _send_sms(count: int) -> None:
    from celery_tasks.sms.tasks import send_code

    for number in range(count):
        send_code.delay(mobile=f"139{number:08}", code="123456", purpose="login")


def _send_mails(numbers: range) -> None:
    from celery_tasks.email.tasks import send_mail

    for number in numbers:
        send_mail.delay(subject=f"mail {number}", to="shopper@example.com", text="text", html="<p>html</p>")


def _forget_messages() -> None:
    from celery_tasks.main import app

    with app.connection_for_write() as connection:
        connection.default_channel._create_client().flushdb()


if __name__ == "__main__":
    sys.exit(main())
