"""`make run` really runs: the supervisor with all its programs, in a folder and on a port of its own."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from redis import Redis

from tests.running import ROOT, RunningMall, alive, descendants, development
from tests.servers import free_port
from tests.workers import wait_until
from utils.embedded_redis import EmbeddedRedis
from utils.locks import port_is_free

pytestmark = [pytest.mark.slow, pytest.mark.once]
OPEN = "Ctrl-C ends everything."
PROGRAMS = ("valkey-server", "manage.py runserver", "celery_tasks.main beat")
PROGRAMS += tuple(
    f"celery -A celery_tasks.main worker -l info {rest}" for rest in ("-P eventlet -c 1000", "-Q db -c 2")
)


def _redis(folder):
    return Redis(unix_socket_path=str(folder / "redis" / "redis.sock"), db=4)


@pytest.fixture
def folder(tmp_path, tmp_path_factory):
    """A copy of what a first run left that was ended: the first test to ask makes it, for those of all processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    model = shared / "first-run"
    with (shared / "first-run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            _run_first(tmp_path_factory.mktemp("first-run")).rename(model)
    return shutil.copytree(model, tmp_path / "mall")


def _run_first(folder):
    """Three apples are in its Redis, and the file "first" says how many seconds of the processors it took."""
    with RunningMall(folder) as mall:
        mall.wait_for(OPEN)
        (folder / "first").write_text(str(mall.processor_seconds()))
        _redis(folder).set("cart", "three apples")
        mall.end(signal.SIGTERM)
    return folder


def test_first_start_opens_the_mall_and_ctrl_c_ends_every_program(tmp_path):
    with RunningMall(tmp_path) as mall:
        mall.wait_for(OPEN)
        children = mall.children()
        statuses = [mall.get(path) for path in ("/", "/healthz", "/sandbox/", "/admin/login/")]

        status = mall.end(signal.SIGINT)

    running = " ".join(children.values())
    assert statuses == [200, 200, 200, 200]
    assert [program for program in PROGRAMS if program not in running] == []
    assert (status, alive(children)) == (0, {})
    assert "Traceback" not in mall.text, mall.text[-6000:]
    assert [words for words in _promised_words(mall.port) if words not in mall.text] == []
    assert "\033[" not in mall.text  # colours are for terminals


def _promised_words(port):
    labels = [f"{name:<9} |" for name in ("web", "worker-io", "worker-db")]
    accounts = [f"│ {role:<12} " for role in ("shopper", "order clerk", "editor", "superuser")]
    return [*labels, *accounts, f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/sandbox/"]


def test_second_start_takes_less_work_and_keeps_what_redis_held(folder):
    with RunningMall(folder) as mall:  # bench.starting has the seconds: other tests run at the same time here
        mall.wait_for(OPEN)
        second = mall.processor_seconds()
        kept = _redis(folder).get("cart")

    assert (second < 0.9 * float((folder / "first").read_text()), kept) == (True, b"three apples")
    assert "Loading the demo" not in mall.text


def test_killed_run_takes_its_programs_along_and_loses_nothing_of_redis(folder):
    with RunningMall(folder) as mall:
        mall.wait_for(OPEN)
        _redis(folder).set("cart", "four pears")
        children = mall.children()
        mall.end(signal.SIGKILL)

    assert alive(children, patience=20) == {}
    with RunningMall(folder) as mall:
        mall.wait_for(OPEN)
        assert _redis(folder).get("cart") == b"four pears"


def test_redis_that_outlived_its_run_is_ended_and_its_contents_kept(folder):
    leftover = EmbeddedRedis(folder=folder / "redis", socket=folder / "redis" / "redis.sock")
    child = leftover.start()
    _redis(folder).set("cart", "four pears")

    with RunningMall(folder) as mall:
        mall.wait_for(OPEN)
        kept = _redis(folder).get("cart")
        status = child.wait(10)

    assert (status, kept) == (0, b"four pears")
    assert "Ended the Redis that an earlier, killed run left behind" in mall.text


def test_server_ends_with_the_watcher_of_files_that_started_it(tmp_path):
    port = free_port()
    line = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, cwd=ROOT, env=development(tmp_path, port), **quiet) as watcher:
        wait_until(lambda: not port_is_free("127.0.0.1", port), patience=60)
        servers = descendants(watcher.pid)

        watcher.kill()

    assert (len(servers), alive(servers)) == (1, {})


def test_end_of_one_program_ends_the_rest_and_is_named(folder):
    with RunningMall(folder) as mall:
        mall.wait_for(OPEN)
        children = mall.children()
        beat = next(pid for pid, line in children.items() if "celery_tasks.main beat" in line)
        os.kill(beat, signal.SIGKILL)

        status = mall.process.wait(40)

    assert (status, alive(children)) == (1, {})
    assert "The mall stops because one of its programs ended: beat (exit status -9)." in mall.text


def test_port_in_use_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        with RunningMall(tmp_path, port=port) as mall:
            status = mall.process.wait(20)

    sentence = f"CommandError: Port {port} is in use. Choose another one: PORT={port + 1} make run\n"
    assert (status, mall.text) == (1, sentence)


def test_second_run_from_the_same_folder_is_refused_in_one_sentence(folder):
    with RunningMall(folder) as first:
        first.wait_for(OPEN)
        with RunningMall(folder) as second:
            status = second.process.wait(20)
        still_open = first.get("/healthz")

    sentence = f"CommandError: The mall already runs from this folder (its data are in {folder}).\n"
    assert (status, second.text, still_open) == (1, sentence, 200)


def test_make_lists_its_chores():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert {"run", "test", "check", "fmt", "messages", "lock", "secret", "bench"} <= set(words)
