"""What Redis, the broker, the disks and the replicas say of themselves."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from celery_tasks.health import queues
from celery_tasks.health.store import heartbeat_ages
from meiduo_mall.backups.store import backup_age
from meiduo_mall.health.parts import PATIENCE
from verifications import sms_store
from verifications.queries import budget, spend
from verifications.sms_gateways import provider


def heartbeats() -> Iterator[Metric]:
    """None of a worker that showed nothing for a day: rules ask for what is absent, too."""
    ages = {who: age for who, age in heartbeat_ages().items() if age is not None}
    yield gauges("heartbeat_age_seconds", "Since workers and beat last showed that they live.", "who", ages)


def waiting_messages() -> Iterator[Metric]:
    with queues.broker_client(patience=PATIENCE) as client:
        found, taken = queues.backlogs(client), queues.taken(client)
    waiting = {backlog.queue: backlog.waiting for backlog in found}
    ages = {backlog.queue: backlog.age for backlog in found}
    yield gauges("queue_messages", "Messages that no worker has taken yet.", "queue", waiting)
    yield gauges("queue_oldest_seconds", "How long the oldest of them has waited.", "queue", ages)
    yield gauges("queue_taken", "Messages taken and not ended, by kind of worker; without SMS.", "kind", taken)


def sms() -> Iterator[Metric]:
    codes, today, sends_by = budget(), spend(days=1), provider()
    is_left_alone = sms_store.breaker(sends_by).state != "closed"
    yield GaugeMetricFamily("mall_sms_asked_for", "Codes asked for today.", value=codes.asked_for)
    yield GaugeMetricFamily("mall_sms_cap", "Codes that a day may have.", value=codes.cap)
    spent = {each.provider: float(each.yuan) for each in today} or {sends_by: 0.0}
    yield gauges("sms_spent_yuan", "What SMS cost today at most.", "provider", spent)
    unclear = {each.provider: each.unclear for each in today} or {sends_by: 0}
    yield gauges("sms_unclear", "SMS of today whose provider did not answer.", "provider", unclear)
    left = {sends_by: int(is_left_alone)}
    yield gauges("sms_provider_left_alone", "Whether the provider fails and is not asked.", "provider", left)


def backups() -> Iterator[Metric]:
    """Nothing before the first: the rule asks for what is absent, too."""
    age = backup_age()
    if age is not None:
        yield GaugeMetricFamily("mall_backup_age_seconds", "Since the last back-up was made.", value=age)


def disks() -> Iterator[Metric]:
    folders = {"data": settings.DATA_DIR, "media": settings.MEDIA_ROOT, "logs": settings.LOG_DIR}
    usages = {name: shutil.disk_usage(folder) for name, folder in folders.items() if Path(folder).exists()}
    free = {name: usage.free for name, usage in usages.items()}
    size = {name: usage.total for name, usage in usages.items()}
    yield gauges("disk_free_bytes", "Room on the disk of a folder.", "folder", free)
    yield gauges("disk_size_bytes", "Size of the disk of a folder.", "folder", size)


def replicas() -> Iterator[Metric]:
    """One that does not answer has no lag."""
    aliases = [alias for alias in connections if alias != DEFAULT_DB_ALIAS]
    yield gauges("replica_lag_seconds", "How far a replica is behind.", "replica", _lags(aliases) if aliases else {})


def _lags(aliases: Iterable[str]) -> dict[str, float]:
    from meiduo_mall.replica.watching import watcher

    lags = {alias: watcher(alias).lag for alias in aliases}
    return {alias: lag.total_seconds() for alias, lag in lags.items() if lag is not None}


def gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    """One gauge with a value for each label."""
    family = GaugeMetricFamily(f"mall_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
