"""Attack by numbers: thousands of guesses against a mall as in production. `python -m bench.attack [tries] [attack …]`

docs/security.md says what each attack is and which lock it meets. Ends with 1 when one of them got in. The attacks are
the functions of bench/attacks.py.
"""

import os
import random
import sys
import time

from bench.pages import SERVERS
from bench.serving import production, web_server

TRIES = 10_000
ATTACKS = {
    "passwords for one account": "one_account",
    "one password for many names": "spraying",
    "codes to sign in": "guessed_login_code",
    "codes to register": "guessed_register_code",
    "codes to reset a password": "guessed_reset_code",
    "forged links to reset": "forged_reset_links",
    "forged links to verify": "forged_verification_links",
    "stolen session, password": "stolen_session_changes_password",
    "stolen session, mail address": "stolen_session_changes_email",
    "SMS by guessed captchas": "guessed_captchas",
    "SMS by one solved captcha": "replayed_captcha",
}
#: Somebody solved that captcha: its SMS is theirs.
ALLOWED = {"SMS by one solved captcha": 1}


def main(tries: int, chosen: list[str]) -> int:
    """The number of attacks that got in."""
    with production() as environment:
        os.environ |= environment
        import django

        django.setup()
        with web_server(SERVERS["granian"].replace("{app}", "meiduo_mall"), environment) as server:
            return _attack(server.url, tries, chosen or list(ATTACKS.values()))


def _attack(url: str, tries: int, chosen: list[str]) -> int:
    from bench import attacks

    print(f"{'':30}{'tries':>8}{'looked at':>11}{'got in':>8}{'seconds':>9}  chance")
    lost = 0
    for name, function in ATTACKS.items():
        if function not in chosen:
            continue
        started = time.monotonic()
        outcome = getattr(attacks, function)(attacks.Mall(url, tries, random.Random()))
        seconds = time.monotonic() - started
        figures = f"{outcome.tries:>8,}{outcome.looked_at:>11,}{outcome.got_in:>8,}{seconds:>9.0f}"
        print(f"{name:30}{figures}  {outcome.meaning}", flush=True)
        lost += outcome.got_in > ALLOWED.get(name, 0)
    return lost


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES, sys.argv[2:]) > 0)
