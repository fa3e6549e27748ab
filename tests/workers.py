"""A Celery worker as a process of its own, for the tests and benchmarks of it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from utils.child_processes import start_child, stop_child

ROOT = Path(__file__).parents[1]
#: The line that operators type, and the one for the other kind of work.
VERBATIM = "celery -A celery_tasks.main worker -l info -P eventlet -c 1000"
DB_LINE = "celery -A celery_tasks.main worker -l info -Q db -c 2"


class RunningWorker:
    """Started by a line as an operator types it, in the root of the repository; its output goes to a file.

    Keywords are environment variables. The surroundings are those of this process, the settings those of development.
    """

    def __init__(self, line: str, folder: Path, **environment: object) -> None:
        self.output = folder / f"worker-{time.monotonic_ns()}"
        bin_folder = str(Path(sys.executable).parent)
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        variables |= {"PATH": f"{bin_folder}:{os.environ['PATH']}", "LOG_DIR": str(folder)}
        variables |= {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev", "PYTHONUNBUFFERED": "1"}
        variables |= {name: str(value) for name, value in environment.items()}
        with self.output.open("wb") as output:
            self.process = start_child(line.split(), output=output, environment=variables, folder=ROOT)

    def __enter__(self) -> "RunningWorker":
        self.wait_for(" ready.")
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    @property
    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_for(self, text: str) -> None:
        wait_until(lambda: text in self.text or self.process.poll() is not None, lambda: self.text)
        assert text in self.text, self.text

    def stop(self) -> int:
        """As an operator stops it. Returns the exit status."""
        return stop_child(self.process, patience=30)

    def kill(self) -> None:
        """The whole worker at once, with its children: as when the machine loses power."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def wait_until(is_true: Callable[[], object], explain: Callable[[], object] = str, *, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not is_true():
        assert time.monotonic() < deadline, f"It never came to pass.\n{explain()}"
        time.sleep(0.05)
