"""Tokens that somebody might try who has one of the mall's and reads its source, but has not its key."""

import random
import secrets
from collections.abc import Callable

from django.utils import timezone
from itsdangerous import URLSafeTimedSerializer

from users.models import User
from users.services import email_addresses, passwords

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def forged_reset_tokens(victim: User, count: int, dice: random.Random) -> list[str]:
    """Made of a genuine one whose password is gone."""
    stale = passwords._token(victim)
    victim.set_password(secrets.token_urlsafe())
    victim.save(update_fields=["password"])
    return _forged(stale, passwords._token(victim), email_addresses._token(victim), count, dice)


def forged_verification_tokens(victim: User, count: int, dice: random.Random) -> list[str]:
    """Made of a genuine one for an address that the victim no longer has."""
    victim.email, victim.email_set_at = "former@example.com", timezone.now()
    stale = email_addresses._token(victim)
    victim.email = "present@example.com"
    victim.save(update_fields=["email", "email_set_at"])
    return _forged(stale, email_addresses._token(victim), passwords._token(victim), count, dice)


def _forged(stale: str, genuine: str, of_another_purpose: str, count: int, dice: random.Random) -> list[str]:
    payload, moment, signature = genuine.split(".")
    own_key = URLSafeTimedSerializer("a key that was guessed", salt="users.password-reset")
    ways: list[Callable[[], str]] = [
        lambda: f"{_changed(payload, dice)}.{moment}.{signature}",
        lambda: f"{payload}.{_changed(moment, dice)}.{signature}",
        lambda: f"{payload}.{moment}.{_changed(signature, dice)}",
        lambda: f"{payload}.{moment}.{_text(len(signature), dice)}",
        lambda: genuine[: dice.randrange(1, len(genuine) - 1)],
        lambda: str(own_key.dumps({"user": dice.randrange(1, 1000)})),
        lambda: _text(60, dice),
        lambda: of_another_purpose,
        lambda: stale,
    ]
    return [ways[i % len(ways)]() for i in range(count)]


def _changed(text: str, dice: random.Random) -> str:
    """With one other character. Never the last: some of its bits mean nothing, and the same token would come out."""
    place = dice.randrange(len(text) - 1)
    return text[:place] + dice.choice(_ALPHABET.replace(text[place], "")) + text[place + 1 :]


def _text(length: int, dice: random.Random) -> str:
    return "".join(dice.choices(_ALPHABET, k=length))
