"""The files of deploy/, read by the real servers that they are for."""

import subprocess
import time

import pytest

from tests.deployed import DEPLOY, needs
from utils.child_processes import start_child, stop_child

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_mariadb_understands_its_configuration():
    command = [needs("mariadbd"), f"--defaults-file={DEPLOY}/mysql/mall.cnf", "--user=root", "--help", "--verbose"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    values = dict(line.split(None, 1) for line in done.stdout.splitlines() if len(line.split(None, 1)) == 2)
    assert values["transaction-isolation"] == "READ-COMMITTED"
    assert values["character-set-server"] == "utf8mb4"
    assert values["innodb-buffer-pool-size"] == str(1024**3)
    assert "unknown" not in done.stderr


@pytest.mark.parametrize(("name", "kept", "policy"), [("mall", "yes", "noeviction"), ("cache", "no", "allkeys-lru")])
def test_redis_understands_its_configuration(name, kept, policy, tmp_path):
    socket = tmp_path / "redis.sock"
    listening = ["--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), "--logfile", str(tmp_path / "log")]
    server = start_child([needs("redis-server"), f"{DEPLOY}/redis/{name}.conf", *listening])
    try:
        values = _redis_values(socket)
    finally:
        stop_child(server, patience=10)

    assert (values["appendonly"], values["maxmemory-policy"]) == (kept, policy)


def _redis_values(socket):
    from redis import Redis
    from redis.exceptions import ConnectionError as NotYet

    with Redis(unix_socket_path=str(socket)) as client:
        for _attempt in range(100):
            try:
                return client.config_get("*")
            except NotYet:
                time.sleep(0.05)
    raise AssertionError("redis-server does not start")
