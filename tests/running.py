"""`manage.py run_mall` as a process of its own, for the tests of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).parents[1]
_NOT_PASSED_ON = ("REDIS_URL", "DATABASE_URL", "LOG_DIR", "PYTHONWARNINGS")


def development(folder: Path, port: int) -> dict[str, str]:
    """The environment of a mall with everything in this folder."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    environment |= {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "ENV_FILE": os.devnull}
    return environment | {"DATA_DIR": str(folder), "LOG_DIR": str(folder), "PORT": str(port)}


class RunningMall:
    """One run in a folder of its own; the output goes to a file there."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.port = port or free_port()
        self.output = folder / f"output-{time.monotonic_ns()}"
        environment = development(folder, self.port)
        self.started = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_mall"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    def __enter__(self) -> "RunningMall":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGINT)

    def wait_for(self, text: str, *, patience: float = 120) -> None:
        """Waits until the output has the text."""
        while text not in self.text:
            if self.process.poll() is not None or time.monotonic() - self.started > patience:
                raise AssertionError(f"The mall does not say {text!r}:\n{self.text[-3000:]}")
            time.sleep(0.1)

    def get(self, path: str) -> int:
        """The status of the answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    def end(self, number: signal.Signals) -> int:
        """Sends the signal and returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def processor_seconds(self) -> float:
        """What this run has taken of the processors until now, with its programs and those that have ended."""
        return sum(_ticks(pid) for pid in (self.process.pid, *self.children())) / os.sysconf("SC_CLK_TCK")

    @property
    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def children(self) -> dict[int, str]:
        """Every process that this one started, directly or not: its id and its command line."""
        return descendants(self.process.pid)


def descendants(first: int) -> dict[int, str]:
    """Every process that this one started, directly or not: its id and its command line."""
    parents = dict(_parents())
    found: dict[int, str] = {}
    for pid in parents:
        ancestor = parents.get(pid)
        while ancestor not in (None, first):
            ancestor = parents.get(ancestor)
        if ancestor is not None:
            found[pid] = _command_line(pid)
    return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(each) for each in fields[11:15])  # in user and kernel mode, its own and of children that have ended


def _parents():
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:  # it has just ended
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(folder.name), int(parent)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pids, *, patience: float = 10) -> dict[int, str]:
    """Those of the processes that still run when the patience (seconds) is at its end."""
    deadline = time.monotonic() + patience
    while left := {pid: _command_line(pid) for pid in set(pids) & dict(_parents()).keys()}:
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    return left
