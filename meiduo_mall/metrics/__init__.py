"""Metrics for Prometheus: off, and without any cost, while nobody may read them.

What processes see (requests, pages, tasks) each of them counts (counted.py) in files that all processes of a host
share (files.py). What is true of the mall as a whole is read when somebody asks: from the database (figures.py), from
Redis, the broker and the disks (surroundings.py). docs/decisions/0018-metrics.md says why.
"""

from django.conf import settings


def are_on() -> bool:
    return bool(settings.METRICS_TOKEN or settings.METRICS_ALLOWED)
