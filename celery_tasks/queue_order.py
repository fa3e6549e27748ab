"""In which order a worker looks into its queues."""

from collections.abc import Iterable

from celery.worker import state

_URGENT = "sms"


class SmsFirst:
    """SMS before mail, and nothing but SMS for the last tenth of the slots of a worker.

    A shopper waits for an SMS, nobody waits for a mail. Without the reserve a flood of slow mails fills every slot,
    and an SMS waits for the first of them to end; a mail server that hangs would make that ten seconds.
    The interface is kombu's queue_order_strategy; mails wait at most a second longer than they have to, the time
    for which kombu asks Redis once.
    """

    slots = 0  # tasks that this worker runs at once; 0 until it is ready

    def __init__(self) -> None:
        self.queues: list[str] = []

    def update(self, queues: Iterable[str]) -> None:
        self.queues = sorted(queues, key=lambda name: name != _URGENT)

    def consume(self, count: int) -> list[str]:
        if self.queues[:1] == [_URGENT] and self._is_reserve_reached():
            return [_URGENT]
        return self.queues[:count]

    def rotate(self, last_used: str) -> None:
        """The order stays as it is."""

    def _is_reserve_reached(self) -> bool:
        reserve = self.slots // 10
        return reserve > 0 and len(state.reserved_requests) >= self.slots - reserve
