"""One server of the cluster in a process of its own: for measures of memory and speed, and for kill -9.

The process is `python -m tests.fastdfs_cluster` (__main__.py): lines of JSON in, what to build and then what to call,
one line out for each. It ends when its input does.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.servers import freeze

_ROOT = Path(__file__).parents[2]


class Apart:
    """Is used as the server itself; the port stays the same over all its processes."""

    def __init__(self, kind: str, **settings: Any) -> None:
        self._kind, self._settings = kind, settings
        self.host: str = settings["host"]
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_running(self) -> bool:
        return self.process is not None

    @property
    def requests(self) -> Counter[int]:
        return Counter({int(command): count for command, count in self._ask("requests").items()})

    @property
    def connections(self) -> int:
        return self._ask("connections")

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.fastdfs_cluster"]
        self.process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = self._send({"kind": self._kind, "port": self.port, "settings": self._settings})

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self._forget()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self._forget()

    def freeze(self) -> None:
        """It accepts connections and says nothing."""
        assert self.process is not None
        freeze(self.process)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def _forget(self) -> None:
        process, self.process = self.process, None
        assert process is not None
        process.communicate()

    def restart(self) -> None:
        self.stop()
        self.start()

    def fault(self, kind: str, **options: int | float | None) -> None:
        self._ask("fault", kind, **options)

    def mend(self) -> None:
        self._ask("mend")

    def cut_connections(self) -> None:
        self._ask("cut_connections")

    def member_count(self) -> int:
        return self._ask("member_count")

    def files(self) -> list[Path]:
        return [Path(path) for path in self._ask("files")]

    def peak_memory(self) -> int:
        """The most that the process ever held, in bytes."""
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

    def _ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        return self._send({"name": name, "arguments": arguments, "options": options})

    def _send(self, message: dict[str, Any]) -> Any:
        assert self.process is not None, "It is stopped."
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message, default=str).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
