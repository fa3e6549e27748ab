"""What becomes of orders when nobody does anything. Unpaid ones are closed by celery_tasks.payment, which asks the
gateway first."""

from celery_tasks.main import app


@app.task
def receive_overdue() -> None:
    """Takes for received what was shipped long ago: each order once, however often this runs."""
    from orders.services import delivering

    delivering.receive_overdue()
