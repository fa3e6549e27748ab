"""Malls with catalogues of several sizes on MariaDB, for bench.catalogue."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import MySQLdb

from bench.serving import manage, production_settings
from tests.servers import private_mariadb
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis

_BUFFER_POOL = "2G"  # the tables of a million SKUs with their indexes have 0.8 GB
_DEVELOPMENT = {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev"}


@dataclass(frozen=True)
class Making:
    """How long it took to make a mall."""

    loading_seconds: float
    building_seconds: float
    indexed: int  # SKUs
    index_megabytes: float


@dataclass(frozen=True)
class Mall:
    size: int  # SKUs
    environment: Mapping[str, str]
    making: Making

    def inside(self, *words: str) -> dict[str, object]:
        """What bench.catalogue_inside finds out in a process of this mall."""
        command = [sys.executable, "-m", "bench.catalogue_inside", *words]
        output = subprocess.run(command, env=dict(self.environment), check=True, capture_output=True, text=True).stdout
        answer: dict[str, object] = json.loads(output)
        return answer


@contextmanager
def malls(sizes: Sequence[int], kept: Path | None) -> Iterator[list[Mall]]:
    """All at once, with a Redis each, so that they can take turns. In a folder that is kept, what is there is used."""
    with ExitStack() as stack:
        place = nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="mall-bench-")
        folder = Path(stack.enter_context(place))
        database = folder / "mariadb"
        database.mkdir(parents=True, exist_ok=True)
        server = stack.enter_context(private_mariadb(database, buffer_pool=_BUFFER_POOL))
        yield [_mall(size, folder / str(size), _database(server, size), stack) for size in sizes]


def _mall(size: int, folder: Path, database_url: str, stack: ExitStack) -> Mall:
    folder.mkdir(exist_ok=True)
    redis = EmbeddedRedis(folder=folder / "redis", socket=folder / "redis.sock", is_persistent=False)
    stack.callback(stop_child, redis.start(), patience=5)
    environment = os.environ | production_settings(folder, redis.url) | {"DATABASE_URL": database_url}
    return Mall(size, environment, _made(size, folder, environment))


def _database(server_url: str, size: int) -> str:
    address, name = urlsplit(server_url), f"mall_{size}"
    with MySQLdb.connect(host=address.hostname, port=address.port, user=address.username) as connection:
        connection.cursor().execute(f"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4")
    return f"{server_url.rpartition('/')[0]}/{name}"


def _made(size: int, folder: Path, environment: Mapping[str, str]) -> Making:
    for command in ("migrate", "collectstatic --noinput"):
        manage(command, environment)
    note = folder / "making.json"
    if note.exists():
        making = Making(**json.loads(note.read_text()))
        if _has_index(environment):
            return making
        loading = making.loading_seconds
    else:
        loading = _seconds(f"load_catalogue --skus {size}", {**environment, **_DEVELOPMENT})
    building = _seconds("catalogue_index rebuild", environment)
    making = Making(loading, building, *_index(environment))
    note.write_text(json.dumps(asdict(making)))
    return making


def _seconds(command: str, environment: Mapping[str, str]) -> float:
    started = time.monotonic()
    manage(command, environment)
    return time.monotonic() - started


def _has_index(environment: Mapping[str, str]) -> bool:
    return _status(environment).returncode == 0


def _index(environment: Mapping[str, str]) -> tuple[int, float]:
    """How many SKUs are in it, and its size on disk in MB."""
    found = re.search(r"SKUs\s+(\d+)\s+Size\s+([\d.]+) MB", _status(environment).stdout)
    if found is None:
        raise RuntimeError("There is no index.")
    return int(found[1]), float(found[2])


def _status(environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "catalogue_index", "status"]
    return subprocess.run(command, env=dict(environment), check=False, capture_output=True, text=True)
