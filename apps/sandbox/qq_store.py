"""What the stand-in of QQ gave out, in Redis ("codes"): the only module that knows these keys.

sandbox:qq:code:<code>      whom the code is for, and how QQ is to behave     10 min, one use
sandbox:qq:used:<code>      the code was used                                 10 min
sandbox:qq:token:<token>    whom the access token is for                      1 h
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django_redis import get_redis_connection

_CODE_SECONDS = 10 * 60
_TOKEN_SECONDS = 60 * 60


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What somebody agreed to on the page of QQ."""

    openid: str
    redirect_uri: str
    mood: str  # a key of sandbox.qq.MOODS


def keep_code(code: str, consent: Consent) -> None:
    _redis().set(f"sandbox:qq:code:{code}", json.dumps(asdict(consent)), ex=_CODE_SECONDS)


def take_code(code: str) -> tuple[Consent | None, bool]:
    """What the code stands for, once; and whether it was used before."""
    with _redis().pipeline() as pipe:
        pipe.getdel(f"sandbox:qq:code:{code}")
        pipe.set(f"sandbox:qq:used:{code}", "1", ex=_CODE_SECONDS, get=True)
        found, used = pipe.execute()
    return (Consent(**json.loads(found)) if found else None), bool(used)


def keep_token(token: str, consent: Consent) -> None:
    _redis().set(f"sandbox:qq:token:{token}", json.dumps(asdict(consent)), ex=_TOKEN_SECONDS)


def consent_of(token: str) -> Consent | None:
    found = _redis().get(f"sandbox:qq:token:{token}")
    return Consent(**json.loads(found)) if found else None


def _redis() -> Any:
    return get_redis_connection("codes")
