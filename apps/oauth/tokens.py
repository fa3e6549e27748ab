"""The signed token that carries a QQ account to the form where it is bound."""

import hashlib
from typing import NamedTuple

from django.conf import settings
from itsdangerous import BadData, URLSafeTimedSerializer

from .store import BINDING_SECONDS


class Claim(NamedTuple):
    """QQ said that the visitor is `openid`; `binding_id` is used up when that is bound."""

    openid: str
    binding_id: str


def signed(claim: Claim) -> str:
    return str(_signer().dumps(list(claim)))


def read(token: str) -> Claim | None:
    """None when the token was not made by us for this purpose, or is too old."""
    try:
        return Claim(*_signer().loads(token, max_age=BINDING_SECONDS))
    except BadData:
        return None


def _signer() -> URLSafeTimedSerializer:
    keys = [*reversed(settings.SECRET_KEY_FALLBACKS), settings.SECRET_KEY]  # oldest first; the newest signs
    return URLSafeTimedSerializer(keys, salt="oauth.binding", signer_kwargs={"digest_method": hashlib.sha256})
