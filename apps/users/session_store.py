"""Which session each sign-in opened, in Redis ("sessions"), beside the sessions: the only module that knows these keys.

sign-in:<id of the sign-in>    key of the session that it opened    14 days
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import BaseCache, caches

from utils.sessions import SessionStore


def remember_session(sign_in_id: int, session_key: str) -> None:
    _sessions().set(_handle(sign_in_id), session_key, timeout=settings.SESSION_COOKIE_AGE)


def forget_session(sign_in_id: int) -> None:
    _sessions().delete(_handle(sign_in_id))


def end_sessions(sign_in_ids: Iterable[int]) -> None:
    """Deletes the sessions that these sign-ins opened. Two round trips, however many there are."""
    handles = _many(_handle(number) for number in sign_in_ids)
    if handles:
        _sessions().delete_many([*handles, *map(_session, handles.values())])


def living(sign_in_ids: Iterable[int]) -> set[int]:
    """Those of the sign-ins whose session can still be used. Two round trips, however many there are."""
    numbers = {_handle(number): number for number in sign_in_ids}
    handles = _many(numbers)
    there = _many(map(_session, handles.values()))
    return {numbers[handle] for handle, key in handles.items() if _session(key) in there}


def _many(keys: Iterable[str]) -> dict[str, Any]:
    wanted = list(keys)
    return _sessions().get_many(wanted) if wanted else {}


def _sessions() -> BaseCache:
    return caches[settings.SESSION_CACHE_ALIAS]


def _handle(sign_in_id: int) -> str:
    return f"sign-in:{sign_in_id}"


def _session(session_key: str) -> str:
    return SessionStore.cache_key_prefix + session_key
