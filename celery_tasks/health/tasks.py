"""Beat sends both every thirty seconds; what they note is what /healthz says about the workers."""

from celery_tasks.io_task import IoTask
from celery_tasks.main import app

from .store import note_heartbeat


@app.task(base=IoTask, acks_late=False)
def note_io_worker() -> None:
    note_heartbeat("io")


@app.task
def note_db_worker() -> None:
    note_heartbeat("db")
