"""The mall behind granian as a process of its own, and somebody who walks through it over HTTP."""

import os
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.servers import free_port, wait_for_port
from utils.child_processes import start_child, stop_child

ROOT = Path(__file__).parents[1]
_GRANIAN = "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --workers 1 --blocking-threads 4"


class RunningWeb:
    """One worker with the settings of the tests. Keywords are environment variables, on top of our own."""

    def __init__(self, folder: Path, **environment: object) -> None:
        self.url = ""
        self.environment = os.environ | {name: str(value) for name, value in environment.items()}
        self.environment |= {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test", "LOG_DIR": str(folder)}
        self.environment |= {"PYTHONPATH": os.pathsep.join([".", "apps"]), "PYTHONWARNINGS": "default"}
        self.output = folder / f"web-{time.monotonic_ns()}"

    def __enter__(self) -> "RunningWeb":
        port = free_port()
        command = [sys.executable, "-m", *_GRANIAN.split(), "--port", str(port), "meiduo_mall.wsgi:application"]
        with self.output.open("wb") as output:
            self.process = start_child(command, output=output, environment=self.environment, folder=ROOT)
        wait_for_port(port, self.process)
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *error: object) -> None:
        stop_child(self.process, patience=10)

    def manage(self, module: str) -> None:
        """Runs `python -m` with the same settings."""
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=self.environment, check=True)


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.cookies.set("csrftoken", "c" * 32, domain="127.0.0.1")

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=30)

    def post(self, path: str, form: dict[str, object] | None = None, **files: object) -> requests.Response:
        """Sends a form and follows where it leads. A file is its name and its content."""
        form = (form or {}) | {"csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        return self.session.post(self.url + path, form, files=files or None, timeout=30)

    def sign_in(self, name: str, password: str) -> requests.Response:
        return self.post("/login/", {"login": name, "password": password})
