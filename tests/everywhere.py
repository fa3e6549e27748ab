"""`make test`: the suite on the embedded defaults, then on MariaDB and redis-server where these are installed.

TEST_DATABASE_URL=mysql://root@127.0.0.1:3307/mall names another server for the second pass, such as MySQL 8.4: one of
its own, whose root may make databases and has no password. Arguments go to pytest. At the end it lists what was
skipped, with the reason; CI=true makes that a failure.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.servers import installed, private_mariadb

_GIVEN = os.environ.get("TEST_DATABASE_URL", "")
_NO_TESTS = 5  # pytest's exit status when the arguments pick nothing
_FIRST = "not mysql"
_SECOND = "not browser and not once"
#: The first pass waits a third of its time: for browsers, for workers, for a disk.
_HANDS = str(3 * (os.cpu_count() or 2) // 2)


@dataclass
class Pass:
    """One run of the suite."""

    name: str
    marks: str
    hands: str = "auto"  # tests at once
    environment: dict[str, str] = field(default_factory=dict)
    status: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=lambda: {"passed": 0, "failed": 0, "skipped": 0})
    skipped: list[str] = field(default_factory=list)

    def run(self, arguments: list[str]) -> None:
        print(f"\n=== {self.name} ===", flush=True)
        started = time.monotonic()
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            command = [sys.executable, "-m", "pytest", "-q", "-n", self.hands, "--dist", "worksteal", "-m", self.marks]
            command += [f"--junitxml={report.name}", *arguments]
            self.status = subprocess.run(command, env={**os.environ, **self.environment}, check=False).returncode
            if self.status in (0, 1):
                self._count(ElementTree.parse(report.name).iter("testcase"))
        self.seconds = time.monotonic() - started

    def _count(self, cases) -> None:
        for case in cases:
            skipped = case.find("skipped")
            if skipped is not None:
                self.skipped.append(f"{case.get('classname')}.{case.get('name')}: {skipped.get('message')}")
            failed = case.find("failure") is not None or case.find("error") is not None
            outcome = "skipped" if skipped is not None else "failed" if failed else "passed"
            self.counts[outcome] += 1


def main(arguments: list[str]) -> int:
    first = Pass("SQLite and the embedded Redis", _FIRST, _HANDS, {"TEST_DATABASE_URL": ""})
    first.run(arguments)
    passes, missing = [first], _missing()
    with ExitStack() as servers:
        if "mariadb" not in missing or "redis" not in missing:
            second = _second_pass(servers, missing)
            second.run(arguments)
            passes.append(second)
    _print_summary(passes, missing)
    skipped = bool(missing) or any(each.skipped for each in passes)
    if skipped and os.environ.get("CI") == "true":
        print("CI skips nothing, so this is a failure.")
        return 1
    statuses = {each.status for each in passes}
    return 1 if statuses - {0, _NO_TESTS} or statuses == {_NO_TESTS} else 0


def _missing() -> dict[str, str]:
    """What the second pass would need and this machine does not have, with the way to get it."""
    missing = {}
    if not _GIVEN and not (installed("mariadbd") and installed("mariadb-install-db")):
        missing["mariadb"] = "everything on MariaDB: it is not installed (apt install mariadb-server)"
    elif importlib.util.find_spec("MySQLdb") is None:
        packages = "apt install default-libmysqlclient-dev pkg-config gcc python3-dev, then rm .venv/mall.stamp"
        missing["mariadb"] = f"everything on MariaDB: mysqlclient is not installed ({packages})"
    if not installed("redis-server"):
        missing["redis"] = "everything on redis-server: it is not installed (apt install redis-server)"
    return missing


def _second_pass(servers: ExitStack, missing: dict[str, str]) -> Pass:
    names, environment = [], {}
    if _GIVEN:
        names.append("the given database")
    elif "mariadb" in missing:
        names.append("SQLite")
    else:
        names.append("MariaDB")
        environment["TEST_DATABASE_URL"] = servers.enter_context(private_mariadb())
    if "redis" in missing:
        names.append("the embedded Redis")
    else:
        names.append("redis-server")
        environment["TEST_REDIS_SERVER"] = str(installed("redis-server"))
    return Pass(" and ".join(names), _SECOND, environment=environment)


def _print_summary(passes: list[Pass], missing: dict[str, str]) -> None:
    print(f"\n{'':34}passed  failed  skipped  seconds")
    for each in passes:
        counts = "  ".join(f"{each.counts[name]:{len(name)}}" for name in ("passed", "failed", "skipped"))
        print(f"{each.name:34}{counts}  {each.seconds:7.0f}")
    print(f"The second pass leaves out what is the same on every database: tests marked browser or once ({_SECOND}).")
    skipped = [line for each in passes for line in each.skipped] + list(missing.values())
    print("Skipped: nothing." if not skipped else "Skipped:\n" + "\n".join(f"  {line}" for line in skipped))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
