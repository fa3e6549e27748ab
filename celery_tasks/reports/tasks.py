"""The figures of the mall, counted by the clock before anybody looks."""

from celery_tasks.main import app


@app.task
def count_ahead() -> None:
    """Every minute; there is something to do twice an hour, and after midnight."""
    from reports import services

    services.count_ahead()
