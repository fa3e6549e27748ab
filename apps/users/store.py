"""Counters of sign-in attempts and of name look-ups in Redis ("codes"): the only module that knows these keys.

throttle:sign-in:<account>|<address>   attempts at one account from one address     15 min
throttle:sign-in-account:<account>     attempts at one account from everywhere      15 min
throttle:sign-in-address:<address>     attempts from one address at all accounts    15 min
throttle:taken:<address>               "is this name taken?" questions              60 s
throttle:register:<address>            registrations                                1 h
"""

from typing import Any

from django_redis import get_redis_connection

from utils.throttle import Throttle

_QUARTER = 15 * 60  # seconds

PAIR = Throttle("sign-in", limit=5, seconds=_QUARTER)
ACCOUNT = Throttle("sign-in-account", limit=20, seconds=_QUARTER)
ADDRESS = Throttle("sign-in-address", limit=100, seconds=_QUARTER)
TAKEN = Throttle("taken", limit=60, seconds=60)
REGISTER = Throttle("register", limit=30, seconds=3600)


def _redis() -> Any:
    return get_redis_connection("codes")


def begin_attempt(*, account: str, address: str) -> int:
    """Counts an attempt before the password is looked at, so that parallel guesses count too.

    Returns the seconds that sign-in by password is locked for; 0 means go on.
    """
    with _redis().pipeline() as pipe:
        PAIR.count(pipe, f"{account}|{address}")
        ACCOUNT.count(pipe, account)
        ADDRESS.count(pipe, address)
        results = pipe.execute()
    return max(PAIR.wait_seconds(results[0:3]), ACCOUNT.wait_seconds(results[3:6]), ADDRESS.wait_seconds(results[6:9]))


def forget_attempts(*, account: str, address: str) -> None:
    """The right password: this account starts anew, and the attempt does not count against the address."""
    with _redis().pipeline() as pipe:
        pipe.delete(PAIR.key(f"{account}|{address}"), ACCOUNT.key(account))
        pipe.decr(ADDRESS.key(address))
        pipe.execute()


def count_look_up(address: str) -> int:
    """Counts a "taken?" question. Returns the seconds to wait, 0 when the address may ask."""
    return _count(TAKEN, address)


def count_registration(address: str) -> int:
    """Counts a try to register. Returns the seconds to wait, 0 when the address may go on."""
    return _count(REGISTER, address)


def _count(throttle: Throttle, who: str) -> int:
    with _redis().pipeline() as pipe:
        throttle.count(pipe, who)
        return throttle.wait_seconds(pipe.execute())
