"""Copies of people's data, and accounts whose time has come. The clock sends all but the first."""

from celery_tasks.main import app


@app.task
def fill_export(*, export_id: int) -> None:
    """Makes the copy that somebody asked for. Run twice, it makes it once."""
    from accounts.services import exporting

    exporting.fill_export(export_id=export_id)


@app.task
def fill_waiting_exports() -> None:
    """Makes those whose task was lost, or that the broker never took."""
    from accounts.services import exporting

    exporting.fill_waiting_exports()


@app.task
def delete_expired_exports() -> None:
    from accounts.services import exporting

    exporting.delete_expired_exports()


@app.task
def erase_due_accounts() -> None:
    """Each account once, however often this runs; those that do not fit wait for the next hour."""
    from accounts.services import erasing

    erasing.erase_due_accounts()
