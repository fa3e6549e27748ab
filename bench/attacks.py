"""The attacks of bench.attack. Imported when Django is set up; each makes victims of its own in the mall's database."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django_redis import get_redis_connection

from bench.forging import forged_reset_tokens, forged_verification_tokens
from bench.visitors import CLIENTS, Browser, Try, volley
from celery_tasks.main import app
from users import store as sign_ins
from users.models import User
from verifications import services, store
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

PASSWORD = "correct horse battery"
NEW = "a quite different phrase"
COMMON = "password123"  # what is sprayed
MANY_ADDRESSES, SOME_ADDRESSES = 1_000, 100
SPRAYING_ADDRESSES = 20  # from 100, every one of 10,000 tries is looked at, and a look costs two hundredths of a second
_QUARTERS = 24 * 3600 // sign_ins.ACCOUNT.seconds  # of an hour, in a day
_NUMBER_OF_CODES = 1_000_000
_NUMBER_OF_CAPTCHAS = len(services._CAPTCHA_ALPHABET) ** services._CAPTCHA_LENGTH
_EXPECTED = {200, 302, 410, 422, 429}


@dataclass(frozen=True)
class Outcome:
    """`looked_at`: how often a guess was compared with the secret. `meaning`: the chance that these looks give."""

    tries: int
    looked_at: int
    got_in: int
    meaning: str


@dataclass(frozen=True)
class Mall:
    """What is attacked; `tries` is how often."""

    url: str
    tries: int
    dice: random.Random

    def attack(self, form_page: str, tries: Iterable[Try], session: dict[str, str] | None = None) -> list[int]:
        """The statuses of the answers. Raises RuntimeError for one that no attack should get."""
        statuses = [answer.status for answer in volley(self.url, form_page, tries, session=session)]
        if odd := set(statuses) - _EXPECTED:
            raise RuntimeError(f"{form_page} answers {odd}")
        return statuses


def _address(network: int, number: int) -> str:
    return f"10.{network}.{number // 250}.{number % 250 + 1}"


def _person(name: str, number: int) -> User:
    return User.objects.create_user(name, mobile=f"134{number:08d}", password=PASSWORD)


def _got_in(statuses: list[int]) -> int:
    return sum(status < 400 for status in statuses)


def _looked_at(statuses: list[int]) -> int:
    return len(statuses) - statuses.count(429)


def one_account(mall: Mall) -> Outcome:
    """Wrong passwords, and the right one at last, from an address that never tried."""
    victim = _person("one-account", 1)
    wrong = (
        Try("/login/", {"login": victim.username, "password": f"wrong {i}"}, _address(1, i % MANY_ADDRESSES))
        for i in range(mall.tries - 1)
    )
    right = Try("/login/", {"login": victim.username, "password": PASSWORD}, _address(2, 0))
    statuses = mall.attack("/login/", wrong) + mall.attack("/login/", [right])
    given_code(Purpose.LOGIN, victim.mobile)
    by_code = Try("/login/", {"method": "code", "mobile": victim.mobile, "sms_code": "123456"}, _address(2, 1))
    [owner] = mall.attack("/login/?method=code", [by_code])
    meaning = f"{_password_chance()}; its owner, by SMS code: {'in' if owner == 302 else 'locked out'}"
    return Outcome(len(statuses), _looked_at(statuses), _got_in(statuses), meaning)


def spraying(mall: Mall) -> Outcome:
    """One common password at as many names as there are tries; every hundredth name is somebody's."""
    names = [f"spray-{i:06d}" for i in range(mall.tries)]
    theirs = make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=name, mobile=f"137{i:08d}", password=theirs) for i, name in enumerate(names[::100])
    )
    statuses = mall.attack(
        "/login/",
        (
            Try("/login/", {"login": name, "password": COMMON}, _address(3, i % SPRAYING_ADDRESSES))
            for i, name in enumerate(names)
        ),
    )
    meaning = f"{sign_ins.ADDRESS.limit} looks from an address in 15 min, at a password that {_may_choose(COMMON)}"
    return Outcome(len(statuses), _looked_at(statuses), _got_in(statuses), meaning)


def guessed_login_code(mall: Mall) -> Outcome:
    victim = _person("login-code", 2)
    return _guess_codes(mall, Purpose.LOGIN, "/login/", {"method": "code", "mobile": victim.mobile}, 4)


def guessed_reset_code(mall: Mall) -> Outcome:
    victim = _person("reset-code", 3)
    return _guess_codes(mall, Purpose.RESET, "/password/reset/", {"method": "mobile", "mobile": victim.mobile}, 5)


def guessed_register_code(mall: Mall) -> Outcome:
    form = {"username": "not-my-mobile", "password": PASSWORD, "password_again": PASSWORD, "terms": "on"}
    return _guess_codes(mall, Purpose.REGISTER, "/register/", {**form, "mobile": "13900000004"}, 6)


def _guess_codes(mall: Mall, purpose: Purpose, path: str, form: dict[str, str], network: int) -> Outcome:
    """Wrong codes, and the right one somewhere after the fifth try. How many were compared is what Redis counted."""
    right = f"{mall.dice.randrange(_NUMBER_OF_CODES):06d}"
    given_code(purpose, form["mobile"], right)
    codes = [f"{(int(right) + 1 + i) % _NUMBER_OF_CODES:06d}" for i in range(mall.tries - 1)]
    mall.dice.shuffle(codes)
    first = store.MAX_WRONG_TRIES + CLIENTS  # several tries are under way at once
    codes.insert(mall.dice.randrange(min(first, len(codes)), len(codes) + 1), right)
    before = _codes_compared()
    statuses = mall.attack(
        f"{path}?method={form.get('method', '')}",
        (Try(path, {**form, "sms_code": code}, _address(network, i % MANY_ADDRESSES)) for i, code in enumerate(codes)),
    )
    daily = settings.SMS_DAILY_CAP_PER_MOBILE * store.MAX_WRONG_TRIES
    meaning = f"{_share(store.MAX_WRONG_TRIES, _NUMBER_OF_CODES)} for a code, {_share(daily, _NUMBER_OF_CODES)} a day"
    return Outcome(len(statuses), _codes_compared() - before, _got_in(statuses), meaning)


def forged_reset_links(mall: Mall) -> Outcome:
    tokens = forged_reset_tokens(_person("reset-link", 5), mall.tries, mall.dice)
    return _try_links(mall, [Try(f"/password/reset/{token}/", None, _address(7, 0)) for token in tokens])


def forged_verification_links(mall: Mall) -> Outcome:
    tokens = forged_verification_tokens(_person("verify-link", 6), mall.tries, mall.dice)
    forms = (None, {})  # looked at, and used
    return _try_links(
        mall, [Try(f"/email/verify/{token}/", forms[i % 2], _address(8, 0)) for i, token in enumerate(tokens)]
    )


def _try_links(mall: Mall, tries: list[Try]) -> Outcome:
    statuses = mall.attack("/login/", tries)
    meaning = f"{len(statuses):,} of 2^256 signatures"
    return Outcome(len(statuses), _looked_at(statuses), _got_in(statuses), meaning)


def stolen_session_changes_password(mall: Mall) -> Outcome:
    return _guess_in_session(mall, _person("stolen-session", 7), "/info/password/", 9)


def stolen_session_changes_email(mall: Mall) -> Outcome:
    return _guess_in_session(mall, _person("stolen-session-2", 8), "/info/email/", 11)


def _guess_in_session(mall: Mall, victim: User, path: str, network: int) -> Outcome:
    """Wrong passwords, and the right one at last, in the session of the victim."""
    browser = Browser(mall.url)
    browser.open_form("/login/", address=_address(network, 0))
    browser.ask(Try("/login/", {"login": victim.username, "password": PASSWORD}, _address(network, 0)))
    wanted = {"password": NEW, "password_again": NEW, "email": "thief@example.com"}
    wrong = (
        Try(path, {**wanted, "present_password": f"wrong {i}"}, _address(network, 1 + i % MANY_ADDRESSES))
        for i in range(mall.tries - 1)
    )
    right = Try(path, {**wanted, "present_password": PASSWORD}, _address(network + 1, 0))
    statuses = mall.attack(path, wrong, browser.cookies) + mall.attack(path, [right], browser.cookies)
    browser.close()
    return Outcome(len(statuses), _looked_at(statuses), _got_in(statuses), _password_chance())


def guessed_captchas(mall: Mall) -> Outcome:
    """A picture drawn for every try, and four characters at random."""

    def any_text() -> str:
        return "".join(mall.dice.choices(services._CAPTCHA_ALPHABET, k=services._CAPTCHA_LENGTH))

    drawn = [drawn_captcha(any_text(), address=f"picture {i}") for i in range(mall.tries)]
    return _ask_for_sms(mall, [(captcha_id, any_text()) for captcha_id in drawn], "135")


def replayed_captcha(mall: Mall) -> Outcome:
    """One captcha that somebody solved, for every try."""
    solved = drawn_captcha("K7PD", address="picture")
    return _ask_for_sms(mall, [(solved, "K7PD")] * mall.tries, "136")


def _ask_for_sms(mall: Mall, captchas: list[tuple[str, str]], digits: str) -> Outcome:
    """Each for a mobile of its own. `got_in` counts the SMS that wait for a worker."""
    before = _waiting_sms()
    statuses = mall.attack(
        "/login/?method=code",
        (
            Try(
                "/login/",
                {"send_code": "1", "mobile": f"{digits}{i:08d}", "captcha_id": captcha_id, "captcha": text},
                _address(13, i % SOME_ADDRESSES),
            )
            for i, (captcha_id, text) in enumerate(captchas)
        ),
    )
    sent = _waiting_sms() - before
    meaning = f"{_share(1, _NUMBER_OF_CAPTCHAS)} for each picture; SMS that left: {sent}"
    return Outcome(len(statuses), _looked_at(statuses), sent, meaning)


def _codes_compared() -> int:
    """Wrong codes that Redis counted since it started: the only thing that the mall uses HINCRBY for meanwhile."""
    statistics: dict[str, Any] = get_redis_connection("codes").info("commandstats")
    return int(statistics.get("cmdstat_hincrby", {"calls": 0})["calls"])


def _waiting_sms() -> int:
    with app.connection_for_read() as connection:
        return int(connection.default_channel.queue_declare("sms").message_count)


def _password_chance() -> str:
    daily = sign_ins.ACCOUNT.limit * _QUARTERS
    return f"{daily:,} looks a day: {_share(daily, 1_000_000)} for a password that is one of a million"


def _may_choose(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError:
        return "nobody can choose"
    return "may be somebody's"


def _share(count: int, total: int) -> str:
    return f"{count / total:.2g}"
