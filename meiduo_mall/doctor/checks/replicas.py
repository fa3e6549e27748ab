"""Replicas of the database, when pages are read from them."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from meiduo_mall.doctor.findings import Finding, fine, warning
from meiduo_mall.doctor.registry import Mall, check
from meiduo_mall.replica.watching import Watcher

_DO = "Look at SHOW REPLICA STATUS there, and at its network and disk."


@check("database.replicas", needs="database.answers")
def replicas(mall: Mall) -> Iterator[Finding]:
    if not settings.REPLICAS:
        yield fine("There are no replicas: everything is read from the primary.")
    for alias in settings.REPLICAS:
        watcher = Watcher(alias)
        watcher.look()
        yield _judged(alias, watcher.lag)


def _judged(alias: str, lag: timedelta | None) -> Finding:
    why = "Pages are read from the primary meanwhile, which carries the load of both."
    if lag is None:
        return warning(f"The replica {alias} does not answer.", why, _DO)
    if lag > timedelta(seconds=settings.REPLICA_MAX_LAG):
        return warning(f"The replica {alias} is {lag.total_seconds():.0f} seconds behind.", why, _DO)
    return fine(f"The replica {alias} is {lag.total_seconds():.1f} seconds behind.")
