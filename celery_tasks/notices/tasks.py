"""Letters about what happened to orders. All are safe to run twice, and at the same time."""

from celery_tasks.main import app


@app.task
def send_notice(*, notice_id: int) -> None:
    """Whoever claims the notice sends it; the others do nothing."""
    from notices.services import sending

    sending.send_notice(notice_id=notice_id)


@app.task
def send_due_notices() -> None:
    """Those whose task was lost, whose sender died, or that have to be tried again. The clock sends it."""
    from notices.services import sending

    sending.send_due_notices()


@app.task
def note_outcome(refusal: str | None, *, notice_id: int, claim: int) -> None:
    """What became of the letter of this claim: the mail server took it, or refused it for good and said why."""
    from notices.services import sending

    sending.note_outcome(notice_id=notice_id, claim=claim, refusal=refusal or "")
