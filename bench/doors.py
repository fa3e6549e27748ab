"""The doors at which strangers may ask about an account, for bench.enumeration. Imported when Django is set up.

Every request is about somebody else and comes from another address, so that no limit answers in its place. What is
typed has the same length for every kind. The first kind of a door is nobody: the others are compared with it.
"""

import random
from collections.abc import Callable, Iterator
from itertools import count

from django.contrib.auth.hashers import make_password

from bench.enumeration import Asked, Door
from bench.visitors import Try
from users.models import User
from verifications.purposes import Purpose
from verifications.tests.factories import drawn_captcha, given_code

PASSWORD = "correct horse battery"
_Form = dict[str, str]
_numbers = count(1)


def doors(requests: int) -> Iterator[Door]:
    """Each with so many requests of each kind. What they need is written when the door's turn comes."""
    hashed = make_password(PASSWORD)
    yield _by_password(requests, hashed)
    for purpose, path in ((Purpose.LOGIN, "/login/"), (Purpose.REGISTER, "/register/")):
        yield _asking_for_a_code(requests, hashed, purpose, path)
    yield _asking_for_a_code(requests, hashed, Purpose.RESET, "/password/reset/")
    yield _wrong_code(requests, hashed, Purpose.LOGIN, "/login/?method=code")
    yield _wrong_code(requests, hashed, Purpose.REGISTER, "/register/")
    yield _wrong_code(requests, hashed, Purpose.RESET, "/password/reset/")
    yield _by_mail(requests, hashed)


def _by_password(requests: int, hashed: str) -> Door:
    def form(person: User) -> _Form:
        return {"login": person.username, "password": PASSWORD}

    kinds = {
        "unknown name": (_nobody, form),
        "wrong password": (_person(hashed), lambda person: form(person) | {"password": "wrong horse battery"}),
        "inactive, right password": (_person(hashed, is_active=False), form),
        "no usable password": (_person(make_password(None)), form),
    }
    return _door("sign in by password", "/login/", "/login/", requests, kinds)


def _asking_for_a_code(requests: int, hashed: str, purpose: Purpose, path: str) -> Door:
    def form(person: User) -> _Form:
        captcha_id = drawn_captcha(address=f"picture for {person.mobile}")
        return {"send_code": "1", "mobile": person.mobile, "captcha_id": captcha_id, "captcha": "K7PD"}

    kinds = {"unknown mobile": (_nobody, form), "known mobile": (_person(hashed), form)}
    page = f"{path}?method=code"
    return _door(f"ask for a code to {purpose}", page, path, requests, kinds)


def _wrong_code(requests: int, hashed: str, purpose: Purpose, page: str) -> Door:
    """Where a code is on its way to each of the mobiles."""

    def form(person: User) -> _Form:
        given_code(purpose, person.mobile, "123456")
        typed = {"mobile": person.mobile, "sms_code": "654321", "method": "code"}
        if purpose != Purpose.REGISTER:
            return typed
        name = f"free-{next(_numbers):06d}"
        return {**typed, "username": name, "password": PASSWORD, "password_again": PASSWORD, "terms": "on"}

    kinds = {
        "unknown mobile": (_nobody, form),
        "known mobile": (_person(hashed), form),
        "mobile of an inactive user": (_person(hashed, is_active=False), form),
    }
    return _door(f"wrong code to {purpose}", page, page.split("?")[0], requests, kinds)


def _by_mail(requests: int, hashed: str) -> Door:
    def form(person: User) -> _Form:
        return {"method": "email", "email": person.email}

    kinds = {
        "nobody's address": (_nobody, form),
        "verified": (_person(hashed, is_verified=True), form),
        "typed, not verified": (_person(hashed), form),
        "verified, inactive user": (_person(hashed, is_verified=True, is_active=False), form),
    }
    return _door("reset by mail", "/password/reset/?method=email", "/password/reset/", requests, kinds)


def _nobody() -> User:
    """Somebody who is not in the database."""
    number = next(_numbers)
    name = f"name-{number:06d}"
    return User(username=name, mobile=f"159{number:08d}", email=f"{name}@example.com")


def _person(hashed: str, *, is_active: bool = True, is_verified: bool = False) -> Callable[[], User]:
    def make() -> User:
        person = _nobody()
        person.password, person.is_active = hashed, is_active
        person.verified_email = person.email if is_verified else None
        person.save()
        return person

    return make


def _door(
    name: str, page: str, path: str, requests: int, kinds: dict[str, tuple[Callable[[], User], Callable[[User], _Form]]]
) -> Door:
    """The people of all kinds are made in turn: no kind has rows of its own corner of the table."""
    made: dict[str, list[Asked]] = {kind: [] for kind in kinds}
    for _ in range(requests):
        for kind, (person, form) in kinds.items():
            typed = form(person())
            echoed = tuple(typed[field] for field in ("login", "username", "mobile", "email") if field in typed)
            made[kind].append(Asked(Try(path, typed, _address()), echoed))
    return Door(name, page, made)


def _address() -> str:
    return ".".join(str(random.randrange(1, 255)) for _ in range(4))
