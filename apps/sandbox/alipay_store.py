"""What the stand-in of Alipay knows, in Redis ("codes"): the only module that knows these keys.

sandbox:alipay:trade:<our number>    a trade with its payments and refunds, as JSON          7 days
sandbox:alipay:number:<its number>   the number of ours that it belongs to                   7 days
sandbox:alipay:serial                the last number given out
sandbox:alipay:mood                  how the gateway behaves, a key of sandbox.alipay.MOODS  1 h
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django_redis import get_redis_connection

_TRADE_SECONDS = 7 * 24 * 3600
_MOOD_SECONDS = 3600


@dataclass(kw_only=True)
class Trade:
    """One trade. Amounts in yuan, as text. `second` is the number of a second payment of the same trade."""

    out_trade_no: str
    trade_no: str
    total_amount: str
    subject: str
    notify_url: str
    return_url: str
    status: str = "WAIT_BUYER_PAY"
    paid_at: str = ""
    second: str = ""
    #: For each number of the gateway, each request to refund and its amount.
    refunds: dict[str, dict[str, str]] = field(default_factory=dict)


def trade_with(out_trade_no: str) -> Trade | None:
    found = _redis().get(f"sandbox:alipay:trade:{out_trade_no}")
    return Trade(**json.loads(found)) if found else None


def trade_numbered(trade_no: str) -> Trade | None:
    """By a number of the gateway's."""
    found = _redis().get(f"sandbox:alipay:number:{trade_no}")
    return trade_with(found.decode()) if found else None


def keep(trade: Trade) -> None:
    with _redis().pipeline() as pipe:
        pipe.set(f"sandbox:alipay:trade:{trade.out_trade_no}", json.dumps(asdict(trade)), ex=_TRADE_SECONDS)
        for number in filter(None, (trade.trade_no, trade.second)):
            pipe.set(f"sandbox:alipay:number:{number}", trade.out_trade_no, ex=_TRADE_SECONDS)
        pipe.execute()


def next_serial() -> int:
    return int(_redis().incr("sandbox:alipay:serial"))


def set_mood(mood: str) -> None:
    _redis().set("sandbox:alipay:mood", mood, ex=_MOOD_SECONDS)


def mood() -> str:
    return (_redis().get("sandbox:alipay:mood") or b"well").decode()


def _redis() -> Any:
    return get_redis_connection("codes")
