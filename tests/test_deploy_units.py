"""The units of deploy/systemd: systemd understands them, they may do little, and they start what compose starts."""

import re
import subprocess

import pytest

from tests.deployed import DEPLOY, line_of, needs

UNITS = sorted((DEPLOY / "systemd").iterdir())
HOME = "/opt/mall/current"
_MOST_EXPOSURE = 1.5  # of 10, as `systemd-analyze security` counts
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The units as they are installed, but for where the programs lie."""
    folder = tmp_path_factory.mktemp("units")
    bin_folder = folder / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    for program in ("granian", "celery", "python"):
        (bin_folder / program).touch(mode=0o755)
    for unit in UNITS:
        (folder / unit.name).write_text(unit.read_text().replace(HOME, str(folder)))
    return folder


def test_systemd_finds_nothing_to_complain_of(folder):
    units = [str(folder / unit.name.replace("@", "@8000")) for unit in UNITS]
    for unit in UNITS:
        (folder / unit.name.replace("@", "@8000")).write_text((folder / unit.name).read_text())

    done = subprocess.run([needs("systemd-analyze"), "verify", "--man=no", *units], capture_output=True, text=True)

    assert [line for line in done.stderr.splitlines() if "mall" in line] == []
    assert done.returncode == 0


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_service_may_do_little(unit, folder):
    line = [needs("systemd-analyze"), "security", "--offline=true", "--no-pager", str(folder / unit.name)]

    done = subprocess.run(line, capture_output=True, text=True, check=True)

    assert float(re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)[0]) <= _MOST_EXPOSURE


@pytest.mark.parametrize(
    ("unit", "service", "changes"),
    [
        ("mall-web@", "web", {"0.0.0.0": "127.0.0.1", "8000": "%i"}),  # noqa: S104 - inside its container
        ("mall-io", "worker-io", {}),
        ("mall-db", "worker-db", {}),
        ("mall-beat", "beat", {"/tmp/celerybeat-schedule": "/var/lib/meiduo-mall/celerybeat-schedule"}),  # noqa: S108
        ("mall-index", "index", {}),
    ],
)
def test_unit_starts_what_compose_starts(unit, service, changes):
    text = (DEPLOY / "systemd" / f"{unit}.service").read_text()

    [started] = re.findall(r"^ExecStart=(.+)$", text, re.M)

    assert started.split() == [f"{HOME}/.venv/bin/{line_of(service)[0]}", *_changed(line_of(service)[1:], changes)]


def _changed(words, changes):
    return [changes.get(word, word) for word in words]
