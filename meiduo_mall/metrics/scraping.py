"""What Prometheus reads, and who may."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from meiduo_mall.health.parts import parts
from meiduo_mall.health.readiness import report
from utils.for_a_moment import ForAMoment

from . import are_on, figures, files, surroundings

KEPT = 5.0  # seconds: however many ask, the database is asked once in that time by each process

logger = logging.getLogger(__name__)

_latest = ForAMoment(seconds=KEPT)
_one_at_a_time = threading.Lock()  # the others get what the first has found


@dataclass(frozen=True)
class Source:
    """Where figures come from. It is not asked while the part that it needs is away: a scrape must not hang."""

    name: str
    ask: Callable[[], Iterator[Metric]]
    part: str = ""


SOURCES = (
    Source("database", figures.figures, "database"),
    Source("heartbeats", surroundings.heartbeats, "cache"),
    Source("queues", surroundings.waiting_messages, "broker"),
    Source("sms", surroundings.sms, "redis"),
    Source("backups", surroundings.backups, "redis"),
    Source("disks", surroundings.disks),
    Source("replicas", surroundings.replicas),
)


def may_scrape(request: HttpRequest) -> bool:
    """Whoever has the token, and comes from an allowed network: each, when it is set, and nobody, when neither is.

    Never through a proxy of ours: what it passes on comes from outside.
    """
    if not are_on() or "X-Forwarded-For" in request.headers:
        return False
    return _is_allowed(request.META.get("REMOTE_ADDR") or "") and _knows_token(request)


def scrape() -> HttpResponse:
    registry = CollectorRegistry()
    registry.register(_Everything())
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers=headers)


def forget() -> None:
    """For tests, which change what is counted within a few seconds."""
    _latest.forget()
    figures.forget()


class _Everything(Collector):
    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        yield from files.gathered()
        with _one_at_a_time:
            yield from _latest.answer("state", _state)


def _state() -> list[Metric]:
    """Of the mall as a whole."""
    findings = report().findings
    there = {part.name: int(findings.get(part.name) != "away") for part in parts()}
    metrics, answered = [], {}
    for source in SOURCES:
        found = _asked(source) if findings.get(source.part, "ok") == "ok" else None
        answered[source.name] = int(found is not None)
        metrics += found or []
    up = surroundings.gauges("part_up", "Whether a part answers, as in /healthz/ready.", "part", there)
    read = surroundings.gauges("source_up", "Whether the figures of a source could be read.", "source", answered)
    return [up, read, *metrics]


def _asked(source: Source) -> list[Metric] | None:
    """All or nothing."""
    try:
        return list(source.ask())
    except Exception as error:  # the other figures are worth having without these
        logger.error("Metrics of %s could not be read: %s", source.name, type(error).__name__)
        return None


def _is_allowed(address: str) -> bool:
    if not settings.METRICS_ALLOWED:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in ip_network(network) for network in settings.METRICS_ALLOWED)


def _knows_token(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return True
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
