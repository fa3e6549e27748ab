"""Money: what is asked of the gateway. All are safe to run twice, and at the same time."""

from celery_tasks.main import app


@app.task
def send_refund(*, refund_id: int) -> None:
    """Whoever claims the refund asks for it; the others do nothing."""
    from payment.services import sending_refunds

    sending_refunds.send_refund(refund_id=refund_id)


@app.task
def send_waiting_refunds() -> None:
    """Those whose task was lost, or whose outcome is not known. The clock sends it."""
    from payment.services import sending_refunds

    sending_refunds.send_waiting_refunds()


@app.task
def ask_about_pending() -> None:
    """What was begun and never ended. The clock sends it."""
    from payment.services import asking

    asking.ask_about_pending()


@app.task
def close_overdue_orders() -> None:
    """Orders that nobody paid in time. The clock sends it."""
    from payment.services import asking

    asking.close_overdue_orders()


@app.task
def reconcile_yesterday() -> None:
    """The payments and refunds of yesterday, compared with the gateway's. The clock sends it."""
    from payment.services import reconciling

    reconciling.reconcile_yesterday()
