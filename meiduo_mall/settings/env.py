"""Reads environment variables for the settings modules: folders, URLs, secrets."""

import hashlib
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

_YES_OR_NO = {"true", "on", "yes", "1", "false", "off", "no", "0"}


class Environment(environ.FileAwareEnv):
    """NAME, or else NAME_FILE: a file that holds the value (Docker secrets).

    Raises ImproperlyConfigured, naming the variable, for a value that cannot be read as a number or as yes or no.
    A text is taken as it is: django-environ alone would take a password that starts with `$` for another variable.
    """

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        if cast in (None, str) and var in self.ENVIRON:
            return self.ENVIRON[var]
        if cast is bool and self.ENVIRON.get(var, "no").strip().lower() not in _YES_OR_NO:
            raise ImproperlyConfigured(f"{var} has to be true or false.")
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} has a value that cannot be read: {error}.") from error


env = Environment()

#: Part of every example value that must never reach production.
EXAMPLE_MARK = "change-me"

#: Redis purposes and the logical database each lives in; the broker is apart from all of them.
REDIS_DATABASES = {"cache": 0, "sessions": 1, "codes": 2, "history": 3, "carts": 4, "broker": 5}

_SOCKET_PATH_BYTES = 100  # Unix limits the path of a socket to 107 bytes


def data_dir() -> Path:
    """The folder of everything that the mall writes on this machine: database, media, embedded Redis."""
    return Path(env("DATA_DIR", default=str(BASE_DIR / ".data")))


def embedded_redis_socket(folder: Path) -> Path:
    """Where the embedded Redis listens: in its folder, or in the temporary folder when the path is too long."""
    socket = folder / "redis" / "redis.sock"
    if len(os.fsencode(socket)) <= _SOCKET_PATH_BYTES:
        return socket
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"meiduo-{digest}.sock"


def redis_url(purpose: str, *, default_base: str = "") -> str:
    """The URL for one purpose: REDIS_<PURPOSE>_URL, else REDIS_URL with the database of the purpose.

    Raises ImproperlyConfigured when neither is set and there is no default base.
    """
    own = env(f"REDIS_{purpose.upper()}_URL", default="")
    if own:
        return own
    base = env("REDIS_URL", default=default_base)
    if not base:
        raise ImproperlyConfigured(f"REDIS_URL is not set, and neither is REDIS_{purpose.upper()}_URL.")
    address = urlsplit(base)  # a database in REDIS_URL itself says nothing: each purpose has its own
    database = REDIS_DATABASES[purpose]
    if address.scheme == "unix":
        return f"unix://{address.path}?db={database}"
    return urlunsplit(address._replace(path=f"/{database}"))


def broker_url(url: str) -> str:
    """The same Redis in the spelling that kombu wants; only Unix sockets differ."""
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://").replace("?db=", "?virtual_host=")
    return url


def port() -> int:
    """The port of the web server in development. Raises ImproperlyConfigured when PORT is none."""
    number = env.int("PORT", default=8000)
    if not 0 < number < 65536:
        raise ImproperlyConfigured(f"PORT is {number}, but ports are numbered from 1 to 65535.")
    return number


def yuan(text: str) -> Decimal:
    """An amount of money, not negative. Raises ValueError, which `env` turns into a sentence."""
    try:
        amount = Decimal(text)
    except ArithmeticError:
        raise ValueError("it is not a number") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError("it is not an amount of money")
    return amount


def required(name: str) -> str:
    """A value without which production must not start.

    Raises ImproperlyConfigured, naming the variable, when it is missing, empty or still the example value.
    """
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it; see .env.example.")
    if EXAMPLE_MARK in value:
        raise ImproperlyConfigured(f"{name} still has its example value. Set a secret of your own.")
    return value
