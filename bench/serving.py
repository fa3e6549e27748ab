"""The mall as in production, on servers of its own: a database, a Redis and a web server for one benchmark."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.servers import free_port
from utils.child_processes import start_child, stop_child
from utils.embedded_redis import EmbeddedRedis

WORKERS = 2
_CONNECTIONS = 16
_PATIENCE = 30  # seconds for a server to answer
_REQUESTS = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")
#: What a reverse proxy says; production answers plain HTTP with a redirect otherwise.
BEHIND_TLS = {"X-Forwarded-Proto": "https"}


@dataclass(frozen=True)
class WebServer:
    """A running web server."""

    url: str
    pid: int

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        """The body as it came over the wire, zipped when it was. Raises an OSError unless the answer was a 200."""
        accepting = {"Accept-Encoding": "identity"} | dict(headers)
        with requests.get(self.url + path, headers=accepting, timeout=_PATIENCE, stream=True) as response:
            response.raise_for_status()
            body: bytes = response.raw.read()
        return body

    def memory(self) -> float:
        """MB of the server and its workers; a page that several share counts once."""
        return sum(_proportional_set_size(pid) for pid in _family(self.pid)) / 1024


@contextmanager
def production(*, database_url: str = "") -> Iterator[dict[str, str]]:
    """The environment of a mall with production settings and the demo in this database, or in one of its own."""
    with tempfile.TemporaryDirectory(prefix="mall-bench-") as name:
        folder = Path(name)
        redis = EmbeddedRedis(folder=folder / "redis", socket=folder / "redis" / "redis.sock", is_persistent=False)
        child = redis.start()
        environment = os.environ | production_settings(folder, redis.url)
        environment |= {"DATABASE_URL": database_url} if database_url else {}
        try:
            for command in ("migrate", "collectstatic --noinput"):
                manage(command, environment)
            manage("load_demo --quiet", environment | {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev"})
            yield environment
        finally:
            stop_child(child, patience=5)


def production_settings(folder: Path, redis_url: str) -> dict[str, str]:
    secrets = ("SECRET_KEY", "RONGLIAN_ACCOUNT_SID", "RONGLIAN_AUTH_TOKEN", "RONGLIAN_APP_ID", "EMAIL_HOST_PASSWORD")
    return {name: "bench" * 12 for name in secrets} | {
        "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.prod",
        "PYTHONPATH": os.pathsep.join([".", "apps", os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "ENV_FILE": os.devnull,
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXY_COUNT": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'mall.sqlite3'}",
        "REDIS_URL": redis_url,
        "DATA_DIR": str(folder),
        "LOG_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "ORDER_MOST": "1000000",  # one shopper orders all the time
    }


def manage(command: str, environment: Mapping[str, str]) -> None:
    """Runs a command of manage.py, silently."""
    words = [sys.executable, "manage.py", *command.split(), "--verbosity=0"]
    subprocess.run(words, env=dict(environment), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def web_server(command: str, environment: Mapping[str, str]) -> Iterator[WebServer]:
    """Runs a web server; `{port}` in the command is its port. Yields when it answers."""
    port = free_port()
    words = [word.format(port=port) for word in command.split()]
    with tempfile.TemporaryFile() as log:
        child = start_child([sys.executable, "-m", *words], environment=dict(environment), output=log)
        server = WebServer(f"http://127.0.0.1:{port}", child.pid)
        try:
            _wait_for(server, child)
            yield server
        finally:
            stop_child(child, patience=10)


def _wait_for(server: WebServer, child: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            server.get("/", BEHIND_TLS)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"No answer from {server.url}")


def load_generator() -> str | None:
    return shutil.which("wrk")


def requests_per_second(url: str, *, seconds: int, headers: Mapping[str, str] = BEHIND_TLS) -> float:
    """What wrk counts on 16 connections from one thread. Raises RuntimeError when an answer was no 200."""
    words = [str(load_generator()), "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s"]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    report = subprocess.run([*words, url], check=True, capture_output=True, text=True).stdout
    if faults := _FAULTS.search(report):
        raise RuntimeError(f"{url}: {faults[0]}")
    found = _REQUESTS.search(report)
    if found is None:
        raise RuntimeError(report)
    return float(found[1])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _proportional_set_size(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) if found else 0
