"""Sessions in Redis that survive Redis being away, and nothing else: neither their end nor their time."""

import math
import time
from typing import Any

from django.contrib.sessions.backends import cache
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django_redis.cache import RedisCache

_ENDS_AT = "ends_at"


def end_after(session: SessionBase, seconds: int) -> None:
    """Ends the session at that time, however often it is used until then."""
    session[_ENDS_AT] = time.time() + seconds


class SessionStore(cache.SessionStore):
    """Django's cached sessions, but a server that does not answer is an error and not an empty session.

    Django takes it for an empty one and then deletes the visitor's cookie: a blip would sign everybody out.
    """

    _cache: RedisCache  # set by Django; its type stubs do not know
    _session: dict[str, Any]  # likewise

    def load(self) -> dict[str, Any]:
        """Raises what the cache raises when it is away."""
        found = self._cache.get(self.cache_key)
        if found is not None:
            return found
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        """As Django's, but looks and writes in one step: a session that is ended in between does not come back."""
        if must_create or self.session_key is None:
            super().save(must_create)
        elif not self._cache.set(self.cache_key, self._session, self.get_expiry_age(), xx=True):
            raise UpdateError

    def get_expiry_age(self, **kwargs: Any) -> int:
        """As Django's, which begins anew with every write, but not beyond the end."""
        age: int = super().get_expiry_age(**kwargs)
        ends_at = self.get(_ENDS_AT)
        return age if ends_at is None else min(age, max(0, math.ceil(ends_at - time.time())))
