"""Counters of attempts in Redis ("codes"): the only module that knows these keys.

throttle:sign-in:<account>|<address>   attempts at one account from one address     15 min
throttle:sign-in-account:<account>     attempts at one account from everywhere      15 min
throttle:sign-in-address:<address>     attempts from one address at all accounts    15 min
throttle:taken:<address>               "is this name taken?" questions              60 s
throttle:register:<address>            tries to register                            1 h
"""

from typing import Any

from django_redis import get_redis_connection

from utils.throttle import Throttle, enter, leave

_QUARTER = 15 * 60  # seconds

PAIR = Throttle("sign-in", limit=5, seconds=_QUARTER)
ACCOUNT = Throttle("sign-in-account", limit=20, seconds=_QUARTER)
ADDRESS = Throttle("sign-in-address", limit=100, seconds=_QUARTER)
TAKEN = Throttle("taken", limit=60, seconds=60)
REGISTER = Throttle("register", limit=60, seconds=3600)


def _redis() -> Any:
    return get_redis_connection("codes")


def begin_attempt(*, account: str, address: str) -> int:
    """Counts an attempt before the password is looked at, so that parallel guesses count too. A refused attempt is not
    counted: one address alone can never use up what an account is allowed from everywhere.

    Returns the seconds that sign-in by password is locked for; 0 means go on.
    """
    return enter(_redis(), (ADDRESS, address), (PAIR, f"{account}|{address}"), (ACCOUNT, account))


def forget_attempts(*, account: str, address: str) -> None:
    """The right password: this account starts anew, and the attempt does not count against the address."""
    with _redis().pipeline() as pipe:
        pipe.delete(PAIR.key(f"{account}|{address}"), ACCOUNT.key(account))
        leave(pipe, ADDRESS, address)
        pipe.execute()


def count_look_up(address: str) -> int:
    """Counts a "taken?" question. Returns the seconds to wait, 0 when the address may ask."""
    return enter(_redis(), (TAKEN, address))


def count_registration(address: str) -> int:
    """Counts a try to register. Returns the seconds to wait, 0 when the address may go on."""
    return enter(_redis(), (REGISTER, address))
