"""Counters of attempts in Redis ("codes"): the only module that knows these keys.

throttle:sign-in:<account>|<address>   attempts at one account from one address     15 min
throttle:sign-in-account:<account>     attempts at one account from everywhere      15 min
throttle:sign-in-address:<address>     attempts from one address at all accounts    15 min
throttle:taken:<address>               "is this name taken?" questions              60 s
throttle:register:<address>            tries to register                            1 h
throttle:reset-link:<address>          links to set a new password, asked from it   1 h
throttle:reset-link-to:<hash>          the same, asked for one mail address         1 h
throttle:verify-mail:<user>            letters to verify an address                 60 s
throttle:verify-mail-day:<user>        the same                                     24 h
throttle:reveal:<staff>                contacts that a member of staff looked at    1 h
"""

import hashlib
from typing import Any

from django_redis import get_redis_connection

from utils.throttle import Throttle, enter, leave

_QUARTER = 15 * 60  # seconds

PAIR = Throttle("sign-in", limit=5, seconds=_QUARTER)
ACCOUNT = Throttle("sign-in-account", limit=20, seconds=_QUARTER)
ADDRESS = Throttle("sign-in-address", limit=100, seconds=_QUARTER)
TAKEN = Throttle("taken", limit=60, seconds=60)
REGISTER = Throttle("register", limit=60, seconds=3600)
RESET_LINK = Throttle("reset-link", limit=20, seconds=3600)
RESET_LINK_TO = Throttle("reset-link-to", limit=3, seconds=3600)
VERIFY_MAIL = Throttle("verify-mail", limit=1, seconds=60)
VERIFY_MAIL_DAY = Throttle("verify-mail-day", limit=10, seconds=24 * 3600)
REVEAL = Throttle("reveal", limit=30, seconds=3600)


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


def forget_account(user_id: int) -> None:
    """The account of this user starts anew from every address. Walks over all keys: not for what happens often."""
    redis, account = _redis(), f"id:{user_id}"
    redis.delete(ACCOUNT.key(account), *redis.scan_iter(match=PAIR.key(f"{account}|*"), count=1000))


def count_reveal(staff: str) -> int:
    """Counts a look at somebody's contact. Returns the seconds to wait, 0 when it may be shown."""
    return enter(_redis(), (REVEAL, staff))


def count_look_up(address: str) -> int:
    """Counts a "taken?" question. Returns the seconds to wait, 0 when the address may ask."""
    return enter(_redis(), (TAKEN, address))


def count_registration(address: str) -> int:
    """Counts a try to register. Returns the seconds to wait, 0 when the address may go on."""
    return enter(_redis(), (REGISTER, address))


def count_reset_link(*, email: str, address: str) -> int:
    """Counts a link that was asked for. Returns the seconds to wait, 0 when it may be sent."""
    to = hashlib.sha256(email.encode()).hexdigest()
    return enter(_redis(), (RESET_LINK, address), (RESET_LINK_TO, to))


def count_verification_letter(user_id: int) -> int:
    """Counts a letter to verify an address. Returns the seconds to wait, 0 when it may be sent."""
    return enter(_redis(), (VERIFY_MAIL_DAY, str(user_id)), (VERIFY_MAIL, str(user_id)))


def forget_attempts_at(user_id: int, *, address: str) -> None:
    """Opens the sign-in of this account again, also from this address: its owner proved who they are in another way."""
    _redis().delete(ACCOUNT.key(f"id:{user_id}"), PAIR.key(f"id:{user_id}|{address}"))
