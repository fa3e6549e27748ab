"""The parts that the mall stands on, and how each is asked: by a connection of its own that soon gives up.

A part that raises, or that says nothing until READINESS ends, is away.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from celery_tasks.health import queues
from celery_tasks.health.store import heartbeat_ages, state
from meiduo_mall.primary.watching import impatient

PATIENCE = 1.0  # seconds for one answer
_FIRST_LOOK = 0.3  # seconds that a watch of a replica, which has just been started, is given
#: Seconds that the oldest message of a queue may wait before its queue is late.
LATE_AFTER = {"sms": 60, "mail": 300, "db": 300}

Findings = dict[str, Any]  # plain values, for JSON


class NotWritable(Exception):
    """The file cluster answers, but has no server that takes files."""


class ReplicaAway(Exception):
    """Its watch says so."""


@dataclass(frozen=True)
class Part:
    """`ask` returns what else is known when the part answers; `unknown` is said in its place when it does not."""

    name: str
    ask: Callable[[], Findings]
    unknown: Findings
    is_vital: bool = True


def parts() -> list[Part]:
    """As the settings name them now."""
    replicas = [alias for alias in connections if alias != DEFAULT_DB_ALIAS]
    return [
        Part("database", _ask_database, {}),
        *(Part(alias, partial(_ask_replica, alias), {}, is_vital=False) for alias in replicas),
        Part("redis", partial(_ask_redis, ("sessions", "codes", "history", "carts")), {}),
        Part("cache", _ask_cache, dict.fromkeys(_WATCHED.values(), "unknown")),
        Part("broker", _ask_broker, {"queues": "unknown"}),
        Part("storage", _ask_storage, {}),
    ]


_WATCHED = {"io": "io_worker", "db": "db_worker", "beat": "beat"}


def _ask_database() -> Findings:
    database = impatient(DEFAULT_DB_ALIAS)
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    finally:
        database.close()
    return {}


def _ask_replica(alias: str) -> Findings:
    """Pages are read from the primary while it is away or late."""
    from meiduo_mall.replica.watching import watcher

    watch = watcher(alias)
    is_fine = watch.is_fine()  # the first question of a process starts the watch
    if watch.lag is None:
        time.sleep(_FIRST_LOOK)
    if watch.lag is None:
        raise ReplicaAway
    return {alias: "ok" if is_fine or watch.is_fine() else "late"}


def _ask_redis(purposes: Iterable[str]) -> Findings:
    """Each server once, whatever number of purposes it serves."""
    servers = {_server(_location(purpose)): purpose for purpose in purposes}
    for purpose in servers.values():
        with _redis(purpose) as client:
            client.ping()
    return {}


def _server(location: str) -> str:
    address, _, database = location.rpartition("?" if location.startswith("unix://") else "/")
    return address or database


def _location(purpose: str) -> str:
    return str(settings.CACHES[purpose]["LOCATION"])


def _redis(purpose: str) -> Any:
    limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    return Redis.from_url(_location(purpose), **limits, retry=Retry(NoBackoff(), 0))


def _ask_cache() -> Findings:
    with _redis("default") as client:
        ages = heartbeat_ages(client)
    return {name: state(ages[who]) for who, name in _WATCHED.items()}


def _ask_broker() -> Findings:
    with queues.broker_client(patience=PATIENCE) as client:
        found = queues.backlogs(client)
    findings: Findings = {"queues": "ok"}
    for backlog in found:
        findings[f"{backlog.queue}_waiting"] = backlog.waiting
        findings[f"{backlog.queue}_oldest_seconds"] = round(backlog.age)
        if backlog.age > LATE_AFTER[backlog.queue]:
            findings["queues"] = "late"
    return findings


def _ask_storage() -> Findings:
    if getattr(settings, "FDFS_TRACKERS", None):
        _ask_fastdfs(settings.FDFS_TRACKERS)
    else:
        _write_a_byte(Path(settings.MEDIA_ROOT))
    return {}


def _ask_fastdfs(trackers: list[str]) -> None:
    from utils.fastdfs import FastDFSClient

    client = FastDFSClient(trackers, connect_timeout=PATIENCE, timeout=PATIENCE, pool_size=0)
    if not client.status().is_writable:
        raise NotWritable


def _write_a_byte(folder: Path) -> None:
    """To a file without a name, which the system takes back by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"0")
        file.flush()
