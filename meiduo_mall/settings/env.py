"""Reads environment variables for the settings modules: folders, URLs, secrets."""

import hashlib
import os
import tempfile
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()  # FileAwareEnv: NAME_FILE names a file that holds the value (Docker secrets)

#: Prefix of every example value that must never reach production.
EXAMPLE_PREFIX = "change-me"

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
    database = REDIS_DATABASES[purpose]
    if base.startswith("unix://"):
        return f"{base}?db={database}"
    return f"{base.rstrip('/')}/{database}"


def broker_url(url: str) -> str:
    """The same Redis in the spelling that kombu wants; only Unix sockets differ."""
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://").replace("?db=", "?virtual_host=")
    return url


def required(name: str) -> str:
    """A value without which production must not start.

    Raises ImproperlyConfigured, naming the variable, when it is missing, empty or still the example value.
    """
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it; see .env.example.")
    if value.startswith(EXAMPLE_PREFIX):
        raise ImproperlyConfigured(f"{name} still has its example value. Set a secret of your own.")
    return value
