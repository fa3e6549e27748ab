"""Tests: as development, quiet and quick. Servers and folders come from the environment (tests/conftest.py)."""

from .dev import *  # noqa: F403
from .dev import DATABASES, LOGGING

DEBUG = False
SECRET_KEY = "test-only-key"  # noqa: S105
ORDER_MOST = 10_000  # one buyer orders for a whole test
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests of timing and strength set the real one
LOGGING = {**LOGGING, "root": {"handlers": ["file"], "level": "INFO"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the concurrency and browser tests open it from several threads and processes.
    DATABASES["default"]["TEST"] = {"NAME": str(DATABASES["default"]["NAME"]) + ".test"}
