"""Redis: persistence, eviction, memory and version of each server, by what the mall keeps there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

_TIMEOUT = 1.0  # seconds
_LEAST_VERSION = (6, 2)
_FULL = 0.85  # of maxmemory
_CACHE = "cache"


@dataclass(frozen=True)
class Server:
    """One address, and the purposes that live there; the logical database does not matter."""

    url: str
    purposes: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        """Whether something lives there that nobody can make again."""
        return set(self.purposes) != {_CACHE}

    @property
    def name(self) -> str:
        return f"Redis ({', '.join(self.purposes)})"

    def client(self) -> Redis:
        return _client(self.url)

    def said(self, section: str) -> dict[str, Any]:
        with self.client() as client:
            return dict(client.info(section))


def _client(url: str) -> Redis:
    """Asks once, and waits a second at most."""
    once = Retry(NoBackoff(), 0)
    return Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=once)


def broker_client() -> Redis:
    return _client(_broker_url())


def _broker_url() -> str:
    """As redis-py spells it; kombu spells Unix sockets differently."""
    return settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")


def servers() -> list[Server]:
    purposes: dict[str, list[str]] = {}
    for name, address in _addresses().items():
        purposes.setdefault(address, []).append(name)
    return [Server(address, tuple(names)) for address, names in purposes.items()]


def _addresses() -> dict[str, str]:
    found = {
        _CACHE if alias == "default" else alias: str(cache["LOCATION"]) for alias, cache in settings.CACHES.items()
    }
    found["broker"] = _broker_url()
    return {name: _without_database(address) for name, address in found.items()}


def _without_database(address: str) -> str:
    address = address.partition("?db=")[0]
    head, _slash, tail = address.rpartition("/")
    return head if tail.isdigit() and not address.startswith("unix:") else address


@check("redis.answers")
def answers(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        try:
            with server.client() as client:
                client.ping()
        except RedisError as failure:
            what = f"{server.name} does not answer: {type(failure).__name__}."
            why = "Nobody can sign in or fill a cart." if server.is_kept else "Pages are slower."
            yield error(what, why, "Start it; look at address and password in REDIS_URL, and at the firewall.")
        else:
            yield fine(f"{server.name} answers.")


@check("redis.version", needs="redis.answers")
def version(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        said = str(server.said("server").get("redis_version", "0"))
        if tuple(int(part) for part in said.split(".")[:2] if part.isdigit()) < _LEAST_VERSION:
            least = ".".join(map(str, _LEAST_VERSION))
            yield error(f"{server.name} is {said}.", f"The mall uses commands of {least}.", "Upgrade it.")
        else:
            yield fine(f"{server.name} is {said}.")


@check("redis.persistence", needs="redis.answers")
def persistence(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        if not server.is_kept:
            continue
        said = server.said("persistence")
        if not said.get("aof_enabled"):
            report = error if mall.is_production else warning
            why = "A restart signs everybody out, empties carts, and loses the messages for the workers."
            yield report(
                f"{server.name} has no append-only file.", why, "Set `appendonly yes` (deploy/redis/mall.conf)."
            )
        elif "err" in (said.get("aof_last_write_status"), said.get("aof_last_bgrewrite_status")):
            why = "What is written now is lost at a restart; Redis refuses to write soon."
            yield error(f"{server.name} cannot write its append-only file.", why, "Look at its disk and its log.")
        else:
            yield fine(f"{server.name} keeps an append-only file.")


@check("redis.eviction", needs="redis.answers")
def eviction(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        memory = server.said("memory")
        policy, most = str(memory.get("maxmemory_policy")), int(memory.get("maxmemory", 0))
        if server.is_kept and policy != "noeviction":
            why = "When it is full it throws away sessions, carts or messages, and nobody is told."
            yield error(f"{server.name} evicts ({policy}).", why, "Set `maxmemory-policy noeviction`.")
        elif not server.is_kept and (policy == "noeviction" or not most):
            why = "It grows until it or the host is out of memory; then pages cannot be kept any more."
            do = "Set maxmemory and `maxmemory-policy allkeys-lru` (deploy/redis/cache.conf)."
            yield warning(f"{server.name} never forgets ({policy}, maxmemory {most}).", why, do)
        else:
            yield fine(f"{server.name} has the policy {policy}.")
        if mall.is_production and _CACHE in server.purposes and server.is_kept:
            why = "A full cache stops sign-ins and carts: neither may push the other out."
            yield warning("The cache shares a Redis with what is kept.", why, "Give it one: REDIS_CACHE_URL.")


@check("redis.memory", needs="redis.answers")
def memory_left(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        memory = server.said("memory")
        used, most = int(memory["used_memory"]), int(memory.get("maxmemory", 0))
        if server.is_kept and most and used > _FULL * most:
            what = f"{server.name} uses {used >> 20} of {most >> 20} MB."
            yield error(what, "When it is full nobody can sign in.", "Raise maxmemory; look at the queues with LLEN.")
        else:
            yield fine(f"{server.name} uses {used >> 20} MB{f' of {most >> 20}' if most else ''}.")
