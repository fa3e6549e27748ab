"""What Redis keeps of people: sessions, carts, browsing history. Key by key (DUMP and RESTORE), because that needs
neither the files of the server nor a stop of it, and works from one server to another.

Not copied: the cache, which is made again; codes, which live for minutes; the broker, because each of its messages
stands for a row that waits in the database, and an old one would be run a second time.
"""

import base64
import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from .files import packed, unpacked
from .refusals import BackupFailed, NotEmpty

PURPOSES = ("sessions", "carts", "history")
_BATCH = 200  # keys in one transaction of Redis
_TIMEOUT = 10  # seconds


def file_name(purpose: str) -> str:
    return f"redis-{purpose}.jsonl.gz"


def kept_purposes() -> dict[str, str]:
    """Purpose → URL; a place that two share stands once."""
    places: dict[str, str] = {}
    for purpose in PURPOSES:
        places.setdefault(str(settings.CACHES[purpose]["LOCATION"]), purpose)
    return {purpose: url for url, purpose in places.items()}


def copy_keys(url: str, target: Path) -> int:
    """Returns how many keys there are in the file. Those that are sorted beside each other, such as the three of a
    cart, are mostly of one moment; all of them together are not."""
    count = 0
    with _client(url) as client, packed(target) as file:
        names = iter(sorted(client.scan_iter(count=1000)))
        while batch := list(islice(names, _BATCH)):
            for line in _lines(client, batch):
                file.write(line)
                count += 1
    return count


def _lines(client: Redis, names: list[bytes]) -> Iterator[bytes]:
    with client.pipeline(transaction=True) as pipe:
        for name in names:
            pipe.dump(name)
            pipe.pttl(name)
        answers = pipe.execute()
    now = time.time_ns() // 1_000_000
    for name, value, left in zip(names, answers[::2], answers[1::2], strict=True):
        if value is not None:  # it expired meanwhile
            ends_at = now + left if left >= 0 else 0
            entry = {"key": _text(name), "value": _text(value), "ends_at": ends_at}
            yield json.dumps(entry).encode() + b"\n"


def require_room(url: str, *, may_replace: bool) -> None:
    try:
        with _client(url) as client:
            if not may_replace and client.dbsize():
                raise NotEmpty(f"Redis has {client.dbsize()} keys where {_without_password(url)} points.")
    except RedisError as error:
        raise BackupFailed(f"Redis does not answer at {_without_password(url)}: {type(error).__name__}.") from error


def restore_keys(url: str, source: Path) -> int:
    """Replaces all keys of that logical database; what has expired by now stays away. Returns how many came back.
    A failure in the middle leaves a part of them: run it again."""
    count, now = 0, time.time_ns() // 1_000_000
    try:
        with _client(url) as client, unpacked(source) as file:
            client.flushdb()
            lines = (json.loads(line) for line in file)
            alive = (entry for entry in lines if not entry["ends_at"] or entry["ends_at"] > now)
            while batch := list(islice(alive, _BATCH)):
                _put(client, batch)
                count += len(batch)
    except ResponseError as error:
        why = f"This Redis does not take the copies ({error}): it is older than the one that wrote them."
        raise BackupFailed(f"{why} Keys are missing: run it again on a newer one.") from error
    except RedisError as error:
        raise BackupFailed(f"Redis went away ({type(error).__name__}). Keys are missing: run it again.") from error
    return count


def _put(client: Redis, entries: list[dict[str, Any]]) -> None:
    with client.pipeline(transaction=True) as pipe:
        for entry in entries:
            key, value = base64.b64decode(entry["key"]), base64.b64decode(entry["value"])
            pipe.restore(key, entry["ends_at"], value, replace=True, absttl=bool(entry["ends_at"]))
        pipe.execute()


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _without_password(url: str) -> str:
    scheme, _mark, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
