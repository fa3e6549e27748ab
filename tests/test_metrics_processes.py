"""Counters of several processes: forks, restarts and kills lose nothing and leave nothing behind."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.servers import free_port, wait_for_port
from tests.workers import RunningWorker, wait_until
from utils.child_processes import start_child, stop_child

pytestmark = [pytest.mark.slow, pytest.mark.once]

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-for-these-tests-only"
_GRANIAN = "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --workers 2 "
_GRANIAN += "--blocking-threads 2 --respawn-failed-workers --workers-kill-timeout 1"

#: A parent that counts once, four forks that count ten times each and one of which is killed, and a look at all of it:
#: while the parent lives, once more, and by another process after its end.
_FORKS = """
import os, signal, sys
import django; django.setup()
from meiduo_mall.metrics import counted, files

def total():
    metrics = {metric.name: metric for metric in files.gathered()}
    tasks = sum(sample.value for sample in metrics["mall_tasks"].samples)
    (count,) = [s.value for s in metrics["mall_task_seconds"].samples if s.name.endswith("_count")]
    (slow,) = [s.value for s in metrics["mall_task_seconds"].samples if s.labels.get("le") == "5.0"]
    return int(tasks), int(count), int(slow)

def present():
    names = os.listdir(django.conf.settings.METRICS_DIR)
    return sorted(name.partition("_")[0] for name in names if name.endswith(".db"))

if sys.argv[1] == "count":
    counted.count_task("a", "succeeded", 3)
    forks = []
    for number in range(4):
        if not (pid := os.fork()):
            for _ in range(10):
                counted.count_task("a", "failed", 7)
            os.kill(os.getpid(), signal.SIGKILL) if number == 0 else os._exit(0)
        forks.append(pid)
    for pid in forks:
        os.waitpid(pid, 0)
    print(len(present()))
    print(total(), present())
print(total(), present())
"""


def test_forks_count_for_themselves_and_what_they_counted_is_kept_when_they_end(tmp_path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT}/apps"}
    said = [
        subprocess.run([sys.executable, "-c", _FORKS, what], cwd=ROOT, env=environment, capture_output=True, text=True)
        for what in ("count", "look")
    ]

    files_of_parent, files_of_nobody = "['counter', 'counter', 'histogram', 'histogram']", "['counter', 'histogram']"
    now = f"(41, 41, 1) {files_of_parent}\n"
    assert [done.stdout for done in said] == [f"10\n{now}{now}", f"(41, 41, 1) {files_of_nobody}\n"], said
    assert [path.name for path in tmp_path.glob("*.alive")] == []


#: A host without room: nothing can be written, and the files of two processes are there that have ended, one of them
#: before it had counted.
_NO_ROOM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
import django; django.setup()
from meiduo_mall.metrics import files
for name in ("counter_9-dead.db", "9-dead.alive"):
    (files.Path(django.conf.settings.METRICS_DIR) / name).touch()
for _scrape in range(2):
    tasks = [metric for metric in files.gathered() if metric.name == "mall_tasks"]
    print([int(sum(sample.value for sample in metric.samples)) for metric in tasks])
"""


def test_disk_without_room_ends_neither_the_process_nor_the_figures(tmp_path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT}/apps"}
    count = "import django; django.setup()\nfrom meiduo_mall.metrics.counted import count_task\n"
    count += "count_task('a', 'succeeded', 3)"

    said = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
        for code in (count, _NO_ROOM, _NO_ROOM.replace("resource.set", "0 and resource.set"))
    ]

    assert [done.stdout for done in said] == ["", "[1]\n" * 2, "[1]\n" * 2], said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counter_ended.db", "histogram_ended.db", "lock"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mall")


@pytest.fixture(scope="module")
def production(folder):
    """Settings of production behind nothing: no proxy, no TLS, no database."""
    secrets = ("SECRET_KEY", "RONGLIAN_ACCOUNT_SID", "RONGLIAN_AUTH_TOKEN", "RONGLIAN_APP_ID", "EMAIL_HOST_PASSWORD")
    return (
        os.environ
        | {name: "test" * 15 for name in secrets}
        | {
            "DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.prod",
            "PYTHONPATH": f"{ROOT}:{ROOT}/apps",
            "ALLOWED_HOSTS": "mall.example.com",
            "DATABASE_URL": f"sqlite:///{folder}/mall.sqlite3",
            "DATA_DIR": str(folder),
            "LOG_DIR": str(folder),
            "METRICS_TOKEN": TOKEN,
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
            "METRICS_ALLOWED": "127.0.0.0/8",
        }
    )


@pytest.fixture(scope="module")
def web(production, folder):
    """The web server with two workers; yields its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", *_GRANIAN.split(), "--port", str(port), "meiduo_mall.wsgi:application"]
    with (folder / "web").open("wb") as output:
        server = start_child(command, output=output, environment=production, folder=ROOT)
    try:
        wait_for_port(port, server)
        yield f"http://127.0.0.1:{port}", server
    finally:
        stop_child(server, patience=10)


def scraped(url):
    text = requests.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10).text
    return {
        (s.name, *s.labels.values()): s.value for family in text_string_to_metric_families(text) for s in family.samples
    }


def visit(url, times):
    """Each with a connection of its own, so that both workers get some."""
    headers = {"Host": "mall.example.com", "X-Forwarded-Proto": "https"}

    def once(_number):
        return requests.get(f"{url}/robots.txt", headers=headers, timeout=10, allow_redirects=False).status_code

    with ThreadPoolExecutor(4) as visitors:
        assert set(visitors.map(once, range(times))) == {301}  # to https: nobody believes a proxy that we do not have


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


KEY = ("mall_http_requests_total", "GET", "301", "none")


def test_worker_of_tasks_counts_where_the_web_server_is_asked(web, folder, tmp_path):
    from celery_tasks.health.tasks import note_db_worker

    url, _server = web
    shared = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": folder / "metrics"}
    with RunningWorker("celery -A celery_tasks.main worker -l info -Q db -c 2", tmp_path, **shared) as worker:
        for _ in range(5):
            note_db_worker.delay()
        wait_until(lambda: worker.text.count("succeeded") == 5, lambda: worker.text)
        worker.stop()

    found = scraped(url)

    assert found["mall_tasks_total", "succeeded", note_db_worker.name] == 5
    assert found["mall_heartbeat_age_seconds", "db"] < 60


def test_workers_of_the_web_server_count_together_and_a_killed_one_loses_nothing(web, folder):
    url, server = web
    wait_until(lambda: requests.get(f"{url}/healthz/live", timeout=10).status_code == 200)
    visit(url, 60)
    counted = [scraped(url)[KEY] for _ in range(6)]
    before = children(server.pid)
    os.kill(before[-1], signal.SIGKILL)
    wait_until(lambda: len(set(children(server.pid)) - set(before)) == 1)
    wait_until(lambda: requests.get(f"{url}/healthz/live", timeout=10).status_code == 200)

    visit(url, 40)
    counted += [scraped(url)[KEY] for _ in range(6)]

    assert counted == [60] * 6 + [100] * 6
    names = sorted(path.name for path in (folder / "metrics").glob("counter_*.db"))
    assert ("counter_ended.db" in names, len(names) <= 3) == (True, True)
