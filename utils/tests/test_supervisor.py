import io
import os
import re
import subprocess
import sys
import time

import pytest

from utils.child_processes import start_child
from utils.supervisor import Supervisor

pytestmark = pytest.mark.once
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
PARENT = "import subprocess; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); child.wait()"
NOTES_ITS_END = (
    "import pathlib, signal, sys, time\n"
    "def end(*_): pathlib.Path('ends').open('a').write(sys.argv[1]); sys.exit()\n"
    "signal.signal(signal.SIGTERM, end); print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture
def output():
    return io.StringIO()


@pytest.fixture
def supervisor(output):
    supervisor = Supervisor(output, patience=2)
    yield supervisor
    supervisor.stop()


def _start(supervisor, name, code, folder, **options):
    command = [sys.executable, "-c", code, name]
    supervisor.adopt(name, start_child(command, output=subprocess.PIPE, folder=folder), **options)


def _wait_for(output, text):
    deadline = time.monotonic() + 10
    while text not in output.getvalue():
        assert time.monotonic() < deadline, output.getvalue()
        time.sleep(0.02)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_lines_are_labelled_with_the_name_in_columns(supervisor, output, tmp_path):
    _start(supervisor, "longer", "print('第一')", tmp_path)
    _start(supervisor, "a", "print('second')", tmp_path)
    _wait_for(output, "第一")
    _wait_for(output, "second")

    lines = {re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in output.getvalue().splitlines()}
    assert lines == {"longer | 第一", "a      | second"}


def test_bytes_that_are_no_text_are_shown_as_such(supervisor, output, tmp_path):
    _start(supervisor, "a", r"import sys; sys.stdout.buffer.write(b'\xff!\n')", tmp_path)

    _wait_for(output, "�!")


def test_child_that_ended_is_named_with_its_status(supervisor, output, tmp_path):
    _start(supervisor, "web", "raise SystemExit(3)", tmp_path)

    deadline = time.monotonic() + 10
    while (ended := supervisor.ended()) is None and time.monotonic() < deadline:
        time.sleep(0.02)

    assert ended == "web (exit status 3)"


def test_nothing_ended_while_all_are_running(supervisor, output, tmp_path):
    _start(supervisor, "a", NOTES_ITS_END, tmp_path)
    _wait_for(output, "ready")

    assert supervisor.ended() is None


def test_child_that_the_others_need_ends_last(supervisor, output, tmp_path):
    _start(supervisor, "1", NOTES_ITS_END, tmp_path, is_last=True)
    _start(supervisor, "2", NOTES_ITS_END, tmp_path)
    while output.getvalue().count("ready") < 2:
        time.sleep(0.02)

    supervisor.stop()

    assert (tmp_path / "ends").read_text() == "21"


def test_child_that_does_not_listen_is_killed_after_the_patience(supervisor, output, tmp_path):
    _start(supervisor, "a", STUBBORN, tmp_path)
    _wait_for(output, "deaf")
    started = time.monotonic()

    supervisor.stop()

    assert 1.9 < time.monotonic() - started < 6
    assert supervisor.ended() == "a (exit status -9)"


def test_children_of_children_end_too(supervisor, output, tmp_path):
    _start(supervisor, "a", PARENT, tmp_path)
    _wait_for(output, "\n")
    grandchild = int(output.getvalue().split()[-1])

    supervisor.stop()

    deadline = time.monotonic() + 5
    while _is_alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_alive(grandchild)
