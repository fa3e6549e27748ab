"""Private database servers for one run of the tests."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from utils.child_processes import start_child, stop_child

_PATIENCE = 60  # seconds for MariaDB to answer
CARELESS = ("--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite", "--innodb-flush-method=nosync")


def installed(program: str) -> Path | None:
    """Where a server program is; Debian keeps some of them where plain users do not look."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def freeze(process: "subprocess.Popen[bytes]") -> None:
    """Stops a child until SIGCONT; on return none of its threads runs any more. (SIGSTOP alone returns earlier.)"""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)


@contextmanager
def private_mariadb(kept: Path | None = None, *, buffer_pool: str = "256M", is_durable: bool = False) -> Iterator[str]:
    """A MariaDB server in a temporary folder, or in one that is kept and may have been used before; yields its
    DATABASE_URL. As quick as it gets: unless it is durable, it may lose everything when it is killed."""
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="mall-mariadb-") as name:
        folder = Path(name)
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        with (folder / "log").open("wb") as log:
            if not (folder / "data").exists():
                subprocess.run([*mariadb_install(folder), *as_root], check=True, stdout=log, stderr=log)
            port = free_port()
            careless = [] if is_durable else CARELESS
            command = [*mariadbd(folder, port), *careless, f"--innodb-buffer-pool-size={buffer_pool}", *as_root]
            server = start_child(command, output=log, folder=folder)
        try:
            wait_for_port(port, server)
            yield f"mysql://root@127.0.0.1:{port}/mall"
        finally:
            stop_child(server, patience=30)


def mariadb_install(folder: Path) -> list[str]:
    program = [str(installed("mariadb-install-db")), "--no-defaults", f"--datadir={folder}/data"]
    return [*program, "--auth-root-authentication-method=normal", "--skip-test-db"]


def mariadbd(folder: Path, port: int) -> list[str]:
    listening = [f"--socket={folder}/mariadb.sock", f"--port={port}", "--bind-address=127.0.0.1"]
    text = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci"]
    small = ["--max-connections=300", "--performance-schema=OFF"]
    return [
        str(installed("mariadbd")),
        "--no-defaults",
        f"--datadir={folder}/data",
        *listening,
        *text,
        *small,
    ]


def wait_for_port(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Returns when somebody listens there; raises RuntimeError when the server ended or takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{server.args} does not answer on port {port}.")
