"""Runs primary_hanging.py in a process of its own: it gives the mall another database than the tests around it have,
and what a process has compiled or connected for one does not suit the other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import installed

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.once
def test_primary_that_hangs_costs_little_and_loses_nothing():
    if not (installed("mariadbd") and installed("mariadb-install-db")):
        pytest.skip("MariaDB is not installed (apt install mariadb-server)")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/primary_hanging.py"]

    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
    assert "skipped" not in run.stdout
