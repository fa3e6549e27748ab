"""The signed token that carries a QQ account to the form where it is bound."""

from typing import NamedTuple

from utils.tokens import TokenRefused, Tokens

from .store import BINDING_SECONDS

_TOKENS = Tokens(salt="oauth.binding", seconds=BINDING_SECONDS)


class Claim(NamedTuple):
    """QQ said that the visitor is `openid`; `binding_id` is used up when that is bound."""

    openid: str
    binding_id: str


def signed(claim: Claim) -> str:
    return _TOKENS.make(claim._asdict())


def read(token: str) -> Claim | None:
    """None when the token was not made by us for this purpose, or is too old."""
    try:
        return Claim(**_TOKENS.read(token))
    except TokenRefused:
        return None
