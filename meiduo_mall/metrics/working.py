"""Counts what workers do, by Celery's signals. Import this only while metrics are on."""

import time
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun

from .counted import count_task

_OUTCOMES = {"SUCCESS": "succeeded", "FAILURE": "failed", "RETRY": "retried"}


@task_prerun.connect
def note_beginning(task: Task[Any, Any], **kwargs: Any) -> None:
    task.request.mall_began = time.perf_counter()  # type: ignore[attr-defined]


@task_postrun.connect
def count_ending(task: Task[Any, Any], state: str, **kwargs: Any) -> None:
    """A task that is tried again ends with each try, as "retried"."""
    began = getattr(task.request, "mall_began", None)
    if began is not None:
        count_task(task.name, _OUTCOMES.get(state, "other"), time.perf_counter() - began)
