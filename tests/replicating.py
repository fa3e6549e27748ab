"""Two MariaDB servers: a primary, and a replica that follows it by GTID. Each can be stopped, killed and started."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import MySQLdb
import MySQLdb.cursors

from tests.servers import CARELESS, free_port, freeze, mariadb_install, mariadbd, wait_for_port
from utils.child_processes import start_child, stop_child

_FOLLOW = (
    "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={port}, MASTER_USER='root', MASTER_USE_GTID=slave_pos, "
    "MASTER_CONNECT_RETRY=1"
)
_MALL = "CREATE USER mall@127.0.0.1; GRANT ALL ON mall.* TO mall@127.0.0.1; CREATE DATABASE mall"
#: Killed, a primary keeps what its replica has: it would give the same numbers again, and stop the replica for good.
_KEPT = "--innodb-flush-log-at-trx-commit=2"
_SMALL = ("--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M")


@dataclass
class MariaDB:
    """One server on a port of its own; its data stays in its folder."""

    folder: Path
    options: list[str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """For the mall: no superuser, so that a replica refuses its writes."""
        return f"mysql://mall@127.0.0.1:{self.port}/mall"

    def start(self) -> None:
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        with (self.folder / "log").open("ab") as log:
            command = [*mariadbd(self.folder, self.port), *CARELESS, *self.options, *as_root]
            self.process = start_child(command, output=log, folder=self.folder)
        wait_for_port(self.port, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It accepts connections and says nothing, as a machine that swaps."""
        freeze(self.process)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.thaw()
            stop_child(self.process, patience=30)

    def run(self, *statements: str) -> list[tuple]:
        """As root. Returns the rows of the last statement."""
        with closing(MySQLdb.connect(host="127.0.0.1", port=self.port, user="root", autocommit=True)) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    @contextmanager
    def as_mall(self) -> Iterator[MySQLdb.cursors.Cursor]:
        with closing(MySQLdb.connect(host="127.0.0.1", port=self.port, user="mall", database="mall")) as connection:
            yield connection.cursor()


@dataclass
class Pair:
    primary: MariaDB
    replica: MariaDB

    @property
    def settings(self) -> dict[str, str]:
        """What the mall has to be told to use both."""
        return {"DATABASE_URL": self.primary.url, "REPLICA_DATABASE_URLS": self.replica.url}

    def wait_until_equal(self) -> None:
        (position,) = self.primary.run("SELECT @@gtid_binlog_pos")[0]
        ((result,),) = self.replica.run(f"SELECT MASTER_GTID_WAIT('{position}', 30)")
        assert result == 0, self.replica.run("SHOW SLAVE STATUS")


@contextmanager
def single_mariadb(*options: str) -> Iterator[MariaDB]:
    """One server that nobody follows."""
    with tempfile.TemporaryDirectory(prefix="mall-mariadb-") as name:
        server = MariaDB(Path(name), [*_SMALL, *options])
        _install(server.folder)
        try:
            server.start()
            server.run(*_MALL.split("; "))
            yield server
        finally:
            server.stop()


def _install(folder: Path) -> None:
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run([*mariadb_install(folder), *as_root], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def replicating_pair() -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="mall-pair-") as name:
        first, second = Path(name) / "primary", Path(name) / "replica"
        first.mkdir()
        _install(first)
        shutil.copytree(first, second)
        primary = MariaDB(first, ["--server-id=1", "--log-bin=mall", "--binlog-format=ROW", _KEPT, *_SMALL])
        replica = MariaDB(second, ["--server-id=2", "--read-only=ON", *_SMALL])
        try:
            for server in (primary, replica):
                server.start()
            replica.run(_FOLLOW.format(port=primary.port), "START SLAVE")
            primary.run(*_MALL.split("; "))
            yield Pair(primary, replica)
        finally:
            for server in (replica, primary):
                server.stop()


def seconds_until(is_true, *, patience: float = 20) -> float:
    """Seconds until it came true. Fails after the patience."""
    started = time.monotonic()
    while not is_true():
        assert time.monotonic() - started < patience, "It never came to pass."
        time.sleep(0.1)
    return time.monotonic() - started
