"""How a worker comes back to a broker that was away: at most a few seconds after it is there again.

Left alone, kombu waits longer after each try, up to half a minute.
"""

from typing import Any

from celery.app.amqp import AMQP
from kombu import Connection

_LONGEST = 4  # seconds between two tries


class ImpatientConnection(Connection):
    def ensure_connection(self, *arguments: Any, **options: Any) -> Connection:  # type: ignore[override]
        """What workers and the clock call; pages that queue something do not."""
        return super().ensure_connection(*arguments, **{"interval_start": 1, "interval_max": _LONGEST} | options)


class ImpatientAMQP(AMQP):
    Connection = ImpatientConnection
