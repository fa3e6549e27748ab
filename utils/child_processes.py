"""Starting programs that must not outlive the process that started them."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1  # prctl(2): the signal that the kernel sends when the parent dies
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """From now on this process gets SIGTERM when its parent dies, even by SIGKILL; on Linux only.

    For a process that somebody else's code started; `start_child` does it for its own.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start_child(
    command: Sequence[str],
    *,
    output: int | IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """Starts a program in a session of its own: Ctrl-C on the terminal does not reach it, we stop it ourselves.

    Standard output and error both go to `output`. On Linux the program gets SIGTERM when the thread that called
    this dies, even by SIGKILL; elsewhere it lives on.
    """
    return subprocess.Popen(  # noqa: S603 - the callers write the command, never a visitor
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=environment,
        cwd=folder,
        start_new_session=True,
        preexec_fn=end_with_parent,  # one system call, nothing that could wait for a lock
    )


def stop_child(child: "subprocess.Popen[bytes]", *, patience: float) -> int:
    """Sends SIGTERM and waits; SIGKILL after `patience` seconds. Returns the exit status."""
    child.terminate()
    try:
        return child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
