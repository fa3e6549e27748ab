"""How fast pages are: rendered, against a bare Django view, and on other web servers. `python -m bench.pages [seconds]`

A ratio is the median of several rounds in which both sides take turns on the same machine, server and load.
"""

import importlib.util
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench import rendering
from bench.serving import BEHIND_TLS, WORKERS, WebServer, load_generator, production, requests_per_second, web_server

_SECONDS = 3
_ROUNDS = 5
_Target = tuple[WebServer, str, Mapping[str, str]]  # the address and what the client sends
_BROWSER = BEHIND_TLS | {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "zh-CN,zh;q=0.9"}
_GRANIAN = (  # as production starts it
    "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --port {port} "
    f"--workers {WORKERS} --blocking-threads 4"
)
_GUNICORN = f"gunicorn --log-level error --bind 127.0.0.1:{{port}} --workers {WORKERS}"
_UVICORN = f"uvicorn --log-level error --no-access-log --host 127.0.0.1 --port {{port}} --workers {WORKERS}"
SERVERS = {
    "granian": f"{_GRANIAN} {{app}}.wsgi:application",
    "granian, 1 thread": f"{_GRANIAN} --blocking-threads 1 {{app}}.wsgi:application",
    "gunicorn sync": f"{_GUNICORN} {{app}}.wsgi:application",
    "gunicorn gthread, 4 threads": f"{_GUNICORN} --threads 4 {{app}}.wsgi:application",
    "uvicorn (ASGI)": f"{_UVICORN} {{app}}.asgi:application",
}


def main(seconds: int) -> None:
    with production() as environment:
        rendering.main(environment)
        if load_generator() is None:
            print("Pages are not measured on web servers: wrk is not installed (apt install wrk).")
            return
        against_bare_view(environment, seconds)
        on_web_servers(environment, seconds)


def against_bare_view(environment: Mapping[str, str], seconds: int) -> None:
    print(f"\nPages against a bare Django view of the same size: granian, {WORKERS} workers, requests/s")
    print(f"{'':36}{'bytes':>10}{'page':>10}{'bare':>10}{'ratio':>8}")
    mall, asking = (SERVERS["granian"].replace("{app}.wsgi", app) for app in ("meiduo_mall.wsgi", "bench.asking"))
    for name, command, path, headers in (
        ("home", mall, "/", BEHIND_TLS),
        ("home, zipped for a browser", mall, "/", _BROWSER),
        ("home, asking Redis on every page", asking, "/", BEHIND_TLS),
        ("sign-in page", mall, "/login/", BEHIND_TLS),
    ):
        with web_server(command, environment) as server:
            body = server.get(path, headers)
            with _bare_view(body, environment, "granian") as bare:
                page, plain, ratio = _take_turns((server, path, headers), (bare, "/", headers), seconds)
        print(f"{name:36}{len(body):>10,}{page:>10,.0f}{plain:>10,.0f}{ratio:>8.2f}")


def on_web_servers(environment: Mapping[str, str], seconds: int) -> None:
    print(f"\nWeb servers, {WORKERS} workers: requests/s, and MB of the server with its workers under load")
    print(f"{'':36}{'home':>10}{'bare':>10}{'MB':>8}")
    for name, command in SERVERS.items():
        if importlib.util.find_spec(command.split()[0]) is None:
            print(f"{name:36} not installed: pip install -r bench/requirements.txt")
            continue
        with web_server(_mall(name), environment) as mall:
            body = mall.get("/", BEHIND_TLS)
            with _bare_view(body, environment, name) as bare:
                page, plain, _ = _take_turns((mall, "/", BEHIND_TLS), (bare, "/", BEHIND_TLS), seconds)
            print(f"{name:36}{page:>10,.0f}{plain:>10,.0f}{mall.memory():>8.0f}")


def _mall(server: str) -> str:
    return SERVERS[server].replace("{app}", "meiduo_mall")


@contextmanager
def _bare_view(body: bytes, environment: Mapping[str, str], server: str) -> Iterator[WebServer]:
    """A bare view that answers with this body, on a server of its own."""
    command = SERVERS[server].replace("{app}.wsgi:", "bench.bare:").replace("{app}.asgi:", "bench.bare:asgi_")
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        with web_server(command, {**environment, "BENCH_BODY": file.name}) as bare:
            yield bare


def _take_turns(page: _Target, bare: _Target, seconds: int) -> tuple[float, float, float]:
    """Requests/s of both and the ratio, each the median of the rounds. The first round warms up and does not count."""
    rounds = []
    for _ in range(_ROUNDS + 1):
        one, other = (
            requests_per_second(server.url + path, seconds=seconds, headers=headers)
            for server, path, headers in (page, bare)
        )
        rounds.append((one, other, one / other))
    one, other, ratio = (median(column) for column in zip(*rounds[1:], strict=True))
    return one, other, ratio


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS)
