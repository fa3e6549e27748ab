"""Sessions in Redis that survive Redis being away."""

from typing import Any

from django.contrib.sessions.backends import cache
from django.core.cache.backends.base import BaseCache


class SessionStore(cache.SessionStore):
    """Django's cached sessions, but a server that does not answer is an error and not an empty session.

    Django takes it for an empty one and then deletes the visitor's cookie: a blip would sign everybody out.
    """

    _cache: BaseCache  # set by Django; its type stubs do not know

    def load(self) -> dict[str, Any]:
        """Raises what the cache raises when it is away."""
        found = self._cache.get(self.cache_key)
        if found is not None:
            return found
        self._session_key = None
        return {}
