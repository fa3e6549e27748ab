"""How long a newcomer waits: `make run` until the home page answers, twice. `python -m bench.starting`

The first start installs every package, so that the network and pip's cache have a say.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import requests

from tests.servers import free_port
from utils.child_processes import start_child

ROOT = Path(__file__).parents[1]
_PATIENCE = 600  # seconds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mall-clone-") as name:
        clone = Path(name) / "mall"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        rows = [(text, _seconds_to_home_page(clone)) for text in ("first start, fresh clone", "second start")]
    print(f"{'make run until the home page':32}seconds")
    for text, seconds in rows:
        print(f"{text:32}{seconds:7.1f}")


def _seconds_to_home_page(clone: Path) -> float:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATA_DIR", "REDIS_URL")}
    started = time.monotonic()
    with (clone / "output").open("wb") as output:
        child = start_child(
            ["make", "run"], output=output, environment={**environment, "PORT": str(port)}, folder=clone
        )
    try:
        while not _answers(port):
            if child.poll() is not None or time.monotonic() - started > _PATIENCE:
                raise RuntimeError((clone / "output").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        return time.monotonic() - started
    finally:
        os.killpg(child.pid, signal.SIGINT)  # as Ctrl-C does
        child.wait()


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/", timeout=10).status_code == 200
    except requests.RequestException:
        return False


if __name__ == "__main__":
    main()
