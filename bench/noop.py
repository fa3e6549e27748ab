"""Tasks that do next to nothing, and the app of the worker that runs them: what a task itself costs."""

from django_redis import get_redis_connection

from celery_tasks.io_task import IoTask
from celery_tasks.main import app

DONE = "bench:done"


@app.task(base=IoTask, name="bench.one")
def one() -> None:
    """One item, one message, one write."""
    get_redis_connection("default").incr(DONE)


@app.task(base=IoTask, name="bench.many")
def many(items: list[int]) -> None:
    """Many items in one message, each with a write of its own, all in one pipeline."""
    with get_redis_connection("default").pipeline(transaction=False) as pipe:
        for _item in items:
            pipe.incr(DONE)
        pipe.execute()
