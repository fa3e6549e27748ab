"""What left the mall in development, in Redis ("codes"): the only module that knows these keys.

sandbox:inbox             texts and mails as JSON, newest first      the newest 200, kept until emptied
sandbox:tries:<mobile>    refused tries of one mobile                300 s
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django_redis import get_redis_connection

CAPACITY = 200
_TRIES_SECONDS = 300
_INBOX_KEY = "sandbox:inbox"


@dataclass(frozen=True, kw_only=True)
class Message:
    kind: str  # "sms" or "mail"
    to: str
    text: str
    code: str = ""  # of an SMS
    subject: str = ""  # of a mail
    html: str = ""  # of a mail
    sent_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def add_message(message: Message) -> None:
    """Puts it on top; the oldest ones beyond the capacity fall out."""
    text = json.dumps(asdict(message) | {"sent_at": message.sent_at.isoformat()}, ensure_ascii=False)
    with _redis().pipeline() as pipe:
        pipe.lpush(_INBOX_KEY, text)
        pipe.ltrim(_INBOX_KEY, 0, CAPACITY - 1)
        pipe.execute()


def messages() -> list[Message]:
    """Everything in the inbox, newest first."""
    return [_decoded(text) for text in _redis().lrange(_INBOX_KEY, 0, -1)]


def empty_inbox() -> None:
    _redis().delete(_INBOX_KEY)


def count_try(mobile: str) -> int:
    """How often this mobile has been tried in five minutes, this time included."""
    key = f"sandbox:tries:{mobile}"
    with _redis().pipeline() as pipe:
        pipe.incr(key)
        pipe.expire(key, _TRIES_SECONDS)
        return int(pipe.execute()[0])


def _decoded(text: bytes) -> Message:
    values = json.loads(text)
    return Message(**values | {"sent_at": datetime.fromisoformat(values["sent_at"])})


def _redis() -> Any:
    return get_redis_connection("codes")
