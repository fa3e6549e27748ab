"""The surroundings of one test process: its own folders and its own Redis server. A pytest plugin (`-p`).

It runs before pytest-django reads the settings, which a conftest.py would be too late for. Whatever the
developer's environment or .env names, tests never reach those servers: they empty the Redis that they use.
TEST_REDIS_SERVER names another server binary, TEST_DATABASE_URL another database (`make test` sets both).
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis

_folder = Path(tempfile.mkdtemp(prefix="mall-"))
_binary = os.environ.get("TEST_REDIS_SERVER")
redis_server = EmbeddedRedis(
    folder=_folder / "redis",
    socket=_folder / "redis" / "redis.sock",
    is_persistent=False,
    binary=Path(_binary) if _binary else None,
)
_child = redis_server.start()
(_folder / "staticfiles").mkdir()  # WhiteNoise warns when it is missing

for _name in [name for name in os.environ if name.startswith(("REDIS_", "REPLICA_"))]:
    del os.environ[_name]
os.environ |= {
    "ENV_FILE": os.devnull,
    "DATA_DIR": str(_folder),
    "LOG_DIR": str(_folder),
    "REDIS_URL": redis_server.url,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_folder / 'mall.sqlite3'}",
}


def pytest_unconfigure(config: pytest.Config) -> None:
    stop_child(_child, patience=5)
    shutil.rmtree(_folder, ignore_errors=True)
