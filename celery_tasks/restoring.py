"""Gives the messages of dead workers back to their queues, under every pool.

Each worker renews what it holds every second or two; what nobody has renewed for a lease belonged to a worker that is
dead. After the broker was away or hung nothing is given back for a lease: nobody could renew. What is held for longer
than the visibility timeout is no longer renewed: its task hangs.

kombu sweeps too, after the visibility timeout alone and not under eventlet and gevent: there its sweep waits for two
seconds without an event, and Redis answers a waiting worker each second.
"""

import time
from typing import Any

from celery import bootsteps
from celery.utils.log import get_logger

logger = get_logger(__name__)

_BATCH = 100  # messages that one sweep gives back
_MAX_INTERVAL = 1.5  # seconds
LEASE = 6  # seconds; longer than a worker is ever too busy to renew


class RestoreMessages(bootsteps.StartStopStep):
    """Part of every worker: each few seconds renews what it holds, and gives back what nobody renews.

    A message given back while its worker still lives is run twice; tasks are safe to run twice.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        self.consumer = consumer
        self.timer: Any = None
        self.connection: Any = None
        self.channel: Any = None
        #: When each message that is held was first seen here, by its tag.
        self.held: dict[str, float] = {}
        #: By time.monotonic(): when the last sweep ended, and until when others get the time to renew theirs.
        self.swept_at = self.patient_until = 0.0
        super().__init__(consumer, **kwargs)

    def start(self, consumer: Any) -> None:
        self.connection = consumer.app.connection_for_write()
        self.timeout = consumer.app.conf.broker_transport_options["visibility_timeout"]
        self.lease = min(LEASE, self.timeout)
        self.timer = consumer.timer.call_repeatedly(min(_MAX_INTERVAL, self.lease / 4), self.sweep)

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self._disconnect()

    shutdown = stop

    def sweep(self) -> None:
        """Never raises: a timer does not repeat what has raised."""
        try:
            if self.channel is None:
                self.channel = self.connection.channel()
                self.channel.visibility_timeout = self.lease
            self._renew()
            if self._could_all_renew():
                self.channel.qos.restore_visible(num=_BATCH, interval=1)
        except Exception as error:
            self.patient_until = time.monotonic() + self.lease
            if self.timer is not None:  # otherwise the worker stopped in the middle of this, and took the channel away
                logger.warning("messages of dead workers were not restored: %s", type(error).__name__)
            self._disconnect()

    def _renew(self) -> None:
        """Before anything is given back: a worker that was stopped for a while (SIGSTOP) keeps what it holds."""
        consuming = self.consumer.task_consumer
        tags = list(consuming.channel.qos._delivered) if consuming else []
        now = time.time()  # as kombu's own
        self.held = {tag: self.held.get(tag, now) for tag in tags}
        renewed = {tag: now for tag, since in self.held.items() if now - since < self.timeout}
        if renewed:
            with self.channel.conn_or_acquire() as client:
                client.zadd(self.channel.unacked_index_key, renewed, xx=True)

    def _could_all_renew(self) -> bool:
        """Whether this one could, all through the last lease. A worker that has just started takes it for granted."""
        now = time.monotonic()
        if self.swept_at and now - self.swept_at > self.lease / 2:
            self.patient_until = now + self.lease
        self.swept_at = now
        return now >= self.patient_until

    def _disconnect(self) -> None:
        self.channel = None
        if self.connection is not None:
            self.connection.close()  # connects again when it is used again
