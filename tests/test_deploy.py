"""The files of deploy/, read by the real servers that they are for."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.deployed import DEPLOY, line_of, needs, replaced
from utils.child_processes import start_child, stop_child

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_mariadb_understands_its_configuration():
    command = [needs("mariadbd"), f"--defaults-file={DEPLOY}/mysql/mall.cnf", "--user=root", "--help", "--verbose"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    values = dict(line.split(None, 1) for line in done.stdout.splitlines() if len(line.split(None, 1)) == 2)
    assert values["transaction-isolation"] == "READ-COMMITTED"
    assert values["character-set-server"] == "utf8mb4"
    assert values["innodb-buffer-pool-size"] == str(1024**3)
    assert values["gtid-strict-mode"] == "TRUE"
    assert values["binlog-format"] == "ROW"
    assert "unknown" not in done.stderr


@pytest.mark.parametrize("script", ["primary.sh", "replica.sh"])
def test_image_of_mysql_survives_reading_a_script_into_its_own(script, tmp_path):
    """As its docker-entrypoint.sh does with a script that is not executable; afterwards it looks at unset variables."""
    client, told = tmp_path / "mysql", tmp_path / "told"
    client.write_text(f"#!/bin/sh\necho $MYSQL_PWD > {told}; cat >> {told}\n")
    client.chmod(0o755)
    for name in ("mysql_root_password", "mysql_replication_password"):
        (tmp_path / name).write_text(name)
    text = replaced((DEPLOY / "mysql" / script).read_text(), {"/run/secrets": str(tmp_path)})
    (tmp_path / script).write_text(text)
    image = (
        f'set -eo pipefail; PATH={tmp_path}:$PATH; . {tmp_path}/{script}; [ -n "$MYSQL_ONETIME_PASSWORD" ] || echo on'
    )

    done = subprocess.run(["bash", "-c", image], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("on\n", "")
    assert told.read_text().startswith("mysql_root_password\n")
    assert "'mysql_replication_password'" in told.read_text()


@pytest.mark.parametrize(
    ("service", "name", "kept", "policy"),
    [("redis", "mall", "yes", "noeviction"), ("redis-cache", "cache", "no", "allkeys-lru")],
)
def test_redis_starts_by_its_line_with_a_password_that_the_line_does_not_show(service, name, kept, policy, tmp_path):
    socket, secret = tmp_path / "redis.sock", tmp_path / "redis_password"
    secret.write_text("of-the-shop")
    here = {"/tmp/redis.conf": f"{tmp_path}/made.conf", "/run/secrets": str(tmp_path)}  # noqa: S108 - it is replaced
    here |= {
        "/etc/redis/redis.conf": f"{DEPLOY}/redis/{name}.conf",
        "exec redis-server": f"exec {needs('redis-server')}",
    }
    shell, options, script = line_of(service)
    listening = f"--port 0 --unixsocket {socket} --dir {tmp_path} --logfile {tmp_path}/log"
    server = start_child([shell, options, f"{replaced(script, here).rstrip()} {listening}"])
    try:
        values = _redis_values(socket, "of-the-shop")
        shown = Path(f"/proc/{server.pid}/cmdline").read_text()
    finally:
        stop_child(server, patience=10)

    assert (values["appendonly"], values["maxmemory-policy"]) == (kept, policy)
    assert "redis-server" in shown
    assert "of-the-shop" not in shown


def _redis_values(socket, password):
    from redis import Redis
    from redis.exceptions import ConnectionError as NotYet

    with Redis(unix_socket_path=str(socket), password=password) as client:
        for _attempt in range(100):
            try:
                return client.config_get("*")
            except NotYet:
                time.sleep(0.05)
    raise AssertionError("redis-server does not start")
