"""Ways over QQ and bindings under way, in Redis ("codes"): the only module that knows these keys.

oauth:state:<state>      who set out, and where to go on to                        10 min, one time
oauth:binding:<id>       the browser, where to go on to, the proven mobile         10 min, one use
throttle:qq:<address>    times that an address set out for QQ                      10 min
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from django_redis import get_redis_connection

from utils.throttle import Throttle, enter

STATE_SECONDS = 10 * 60
BINDING_SECONDS = 10 * 60

DEPARTURES = Throttle("qq", limit=30, seconds=600)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A visitor on the way over QQ."""

    browser: str  # the id that this browser's session holds
    next_page: str
    user_id: int = 0  # who binds QQ to their account; 0 to sign in


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A QQ account that is being bound."""

    browser: str
    next_page: str
    mobile: str = ""  # once it is proven


def count_departure(address: str) -> int:
    """Counts setting out for QQ. Returns the seconds to wait, 0 when the address may go."""
    return enter(_redis(), (DEPARTURES, address))


def keep_journey(state: str, journey: Journey) -> None:
    _redis().set(_state_key(state), json.dumps(asdict(journey)), ex=STATE_SECONDS)


def take_journey(state: str) -> Journey | None:
    """The journey of this state, to exactly one caller."""
    found = _redis().getdel(_state_key(state))
    return Journey(**json.loads(found)) if found else None


def keep_binding(binding_id: str, pending: Pending) -> None:
    _redis().set(_binding_key(binding_id), json.dumps(asdict(pending)), ex=BINDING_SECONDS)


def pending_binding(binding_id: str) -> Pending | None:
    found = _redis().get(_binding_key(binding_id))
    return Pending(**json.loads(found)) if found else None


def note_mobile(binding_id: str, pending: Pending, mobile: str) -> None:
    """Remembers the proven mobile ("" forgets it) with a binding that still pends; its end does not move."""
    changed = replace(pending, mobile=mobile)
    _redis().set(_binding_key(binding_id), json.dumps(asdict(changed)), xx=True, keepttl=True)


def take_binding(binding_id: str) -> bool:
    """Uses the binding up. True for exactly one caller."""
    return bool(_redis().delete(_binding_key(binding_id)))


def _redis() -> Any:
    return get_redis_connection("codes")


def _state_key(state: str) -> str:
    return f"oauth:state:{state}"


def _binding_key(binding_id: str) -> str:
    return f"oauth:binding:{binding_id}"
