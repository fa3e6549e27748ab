"""How a worker keeps account of the messages that it has taken and not acknowledged.

kombu writes each of them to Redis, so that they can be given back when the worker dies. For `sms` that is in vain:
whatever is given back after ten minutes expired after five. Those are kept in memory alone, which saves two of the
three round trips of an SMS. A worker that is stopped still gives them back; one that is killed loses them, as it
loses those that it has begun: nobody waits for an SMS that long, they ask for another one.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import bootsteps
from kombu.transport import virtual
from kombu.transport.redis import QoS

from .kinds import NOT_NOTED


class Account(QoS):
    """kombu's account of a channel: what is not noted stays in memory, and one client serves all that is."""

    channel: Any
    _delivered: OrderedDict[str, Any]
    _client: Any = None

    def append(self, message: Any, delivery_tag: str) -> None:
        if _is_noted(message):
            super().append(message, delivery_tag)
        else:
            virtual.QoS.append(self, message, delivery_tag)

    def ack(self, delivery_tag: str) -> None:
        if _is_noted(self._delivered.get(delivery_tag)):
            super().ack(delivery_tag)
        else:
            virtual.QoS.ack(self, delivery_tag)

    def restore_by_tag(self, tag: str, client: Any = None, leftmost: bool = False) -> None:
        message = self._delivered.get(tag)
        if message is None or _is_noted(message):
            super().restore_by_tag(tag, client, leftmost)
            return
        origin = message.delivery_info
        with self._connected().pipeline() as pipe:
            self.channel._do_restore_message(message._raw, origin["exchange"], origin["routing_key"], pipe, leftmost)
            pipe.execute()

    @contextmanager
    def pipe_or_acquire(self, pipe: Any = None, client: Any = None) -> Iterator[Any]:
        with super().pipe_or_acquire(pipe, client or self._connected()) as acquired:
            yield acquired

    def _connected(self) -> Any:
        """A client of the channel's pool, which the channel replaces when it has lost its connections."""
        if self._client is None or self._client.connection_pool is not self.channel.pool:
            self._client = self.channel._create_client()
        return self._client


def _is_noted(message: Any) -> bool:
    """Unknown messages are those of other workers, found in Redis."""
    return message is None or message.delivery_info["routing_key"] not in NOT_NOTED


class KeepAccount(bootsteps.StartStopStep):
    """Part of every worker: puts our account in the place of kombu's before the first message is taken."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, consumer: Any) -> None:
        channel = consumer.task_consumer.channel
        channel._qos = Account(channel, channel.qos.prefetch_count)
