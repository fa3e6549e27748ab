"""Gives the messages of dead workers back to their queues, under every pool.

kombu sweeps too, but not under eventlet and gevent: there its sweep waits for two seconds without an event, and Redis
answers a waiting worker each second.
"""

from typing import Any

from celery import bootsteps
from celery.utils.log import get_logger

logger = get_logger(__name__)

_BATCH = 100  # messages that one sweep gives back
_MAX_INTERVAL = 10  # seconds


class RestoreMessages(bootsteps.StartStopStep):
    """Part of every worker: each few seconds gives back what was taken longer ago than the visibility timeout.

    A message given back while its worker still lives is run twice; tasks are safe to run twice.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        self.timer: Any = None
        self.connection: Any = None
        self.channel: Any = None
        super().__init__(consumer, **kwargs)

    def start(self, consumer: Any) -> None:
        self.connection = consumer.app.connection_for_write()
        timeout = consumer.app.conf.broker_transport_options["visibility_timeout"]
        self.timer = consumer.timer.call_repeatedly(min(_MAX_INTERVAL, timeout / 4), self.sweep)

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
            self.channel.qos.restore_visible(num=_BATCH, interval=1)
        except Exception as error:
            logger.warning("messages of dead workers were not restored: %s", type(error).__name__)
            self._disconnect()

    def _disconnect(self) -> None:
        self.channel = None
        if self.connection is not None:
            self.connection.close()  # connects again when it is used again
