"""What the catalogue has to catch up with. The clock sends it."""

from celery_tasks.main import app


@app.task
def move_visits() -> None:
    """Each visit once, however often this runs."""
    from goods.services import looking

    looking.move_visits()
