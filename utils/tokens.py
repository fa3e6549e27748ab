"""Signed texts that travel through a browser or a mail and expire: itsdangerous, with a salt for each purpose."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer


class TokenRefused(Exception):
    """Not a token of ours for this purpose, or changed on its way."""


class TokenExpired(TokenRefused):
    """Ours, but too old."""


@dataclass(frozen=True)
class Tokens:
    """Makes and reads the tokens of one purpose. Anybody can read what is in a token; nobody else can make one."""

    salt: str
    seconds: int  # how long a token is good

    def make(self, payload: dict[str, Any]) -> str:
        return str(self._serializer().dumps(payload))

    def read(self, token: str) -> dict[str, Any]:
        """Raises TokenExpired or TokenRefused."""
        try:
            payload = self._serializer().loads(token, max_age=self.seconds)
        except SignatureExpired:
            raise TokenExpired from None
        except (BadData, TypeError):
            raise TokenRefused from None
        if not isinstance(payload, dict):
            raise TokenRefused
        return payload

    def _serializer(self) -> URLSafeTimedSerializer:
        keys = [*reversed(settings.SECRET_KEY_FALLBACKS), settings.SECRET_KEY]
        return URLSafeTimedSerializer(keys, salt=self.salt, signer_kwargs={"digest_method": hashlib.sha256})
