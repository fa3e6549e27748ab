"""Several programs as labelled children of this process: they start together and end together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO, TextIO

from utils.child_processes import start_child

_COLOURS = ("36", "33", "35", "34", "32", "96", "93")  # ANSI; red is left to errors
_POLL = 0.1  # seconds between two looks at the children


@dataclass(frozen=True)
class _Child:
    name: str
    process: "subprocess.Popen[bytes]"
    reader: threading.Thread
    is_last: bool  # the others need it until they have ended


class Supervisor:
    """Starts programs, prints their lines with a label, and ends them all.

    Each child is in a session of its own, so that Ctrl-C reaches only this process, which then sends SIGTERM to the
    main process of each child: a worker finishes its tasks before it ends its own children. Those that the others
    depend on end last.
    """

    def __init__(self, output: TextIO = sys.stdout, *, patience: float = 20) -> None:
        """`patience`: seconds that children have to end after SIGTERM, e.g. to finish their tasks."""
        self._output = output
        self._patience = patience
        self._is_colourful = output.isatty() and "NO_COLOR" not in os.environ
        self._children: list[_Child] = []
        self._writing = threading.Lock()
        self._numbers = count()
        self._width = 0

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> None:
        """Starts a program whose output appears as lines labelled with its name."""
        self.adopt(name, start_child(command, output=subprocess.PIPE, environment=environment, folder=folder))

    def adopt(self, name: str, process: "subprocess.Popen[bytes]", *, is_last: bool = False) -> None:
        """Takes over a child started by `start_child` with its output in a pipe."""
        assert process.stdout is not None, "start it with output=subprocess.PIPE"  # noqa: S101
        reader = threading.Thread(target=self._relay, args=(name, next(self._numbers), process.stdout), daemon=True)
        self._children.append(_Child(name, process, reader, is_last))
        self._width = max(self._width, len(name))
        reader.start()

    def say(self, text: str) -> None:
        """Prints text of our own, never in the middle of somebody else's line."""
        with self._writing:
            print(text, file=self._output, flush=True)

    def ended(self) -> str | None:
        """The name and exit status of a child that has ended by itself, or None while all are running."""
        for child in self._children:
            if child.process.poll() is not None:
                return f"{child.name} (exit status {child.process.returncode})"
        return None

    def stop(self) -> None:
        """Ends all children and whatever they started: SIGTERM, then SIGKILL for those that take too long."""
        for is_last in (False, True):
            children = [child for child in self._children if child.is_last is is_last]
            for child in children:
                if child.process.poll() is None:
                    child.process.terminate()
            deadline = time.monotonic() + self._patience
            for child in children:
                self._finish(child, deadline)

    def _finish(self, child: _Child, deadline: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(deadline - time.monotonic(), _POLL))
        with suppress(ProcessLookupError, PermissionError):  # nobody is left in its session
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.reader.join(1)
        if child.process.stdout is not None and not child.reader.is_alive():
            child.process.stdout.close()

    def _relay(self, name: str, number: int, lines: IO[bytes]) -> None:
        colour = _COLOURS[number % len(_COLOURS)]
        for line in lines:
            label = f"{datetime.now():%H:%M:%S} {name.ljust(self._width)} |"  # noqa: DTZ005 - the clock on the wall
            if self._is_colourful:
                label = f"\033[{colour}m{label}\033[0m"
            self.say(f"{label} {line.decode(errors='replace').rstrip()}")
