"""`make run`: the whole mall as labelled children of one process."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from users.demo import ACCOUNTS
from utils.embedded_redis import EmbeddedRedis, RedisDidNotStart
from utils.locks import AlreadyLocked, locked_file, port_is_free
from utils.supervisor import Supervisor

HOST = "127.0.0.1"
#: What Python runs, by label. The lines of the workers are those of production.
PROGRAMS = {
    "web": "manage.py runserver {address}",
    "worker-io": "-m celery -A celery_tasks.main worker -l info -P eventlet -c 1000",
    "worker-db": "-m celery -A celery_tasks.main worker -l info -Q db -c 2",
    "index": "manage.py catalogue_index follow",
    "beat": "-m celery -A celery_tasks.main beat -l warning -s {folder}/celerybeat-schedule --pidfile=",
}
_POLL = 0.2  # seconds between two looks at the children


class Command(BaseCommand):
    help = "Runs web, workers, beat and the embedded Redis until Ctrl-C."
    requires_system_checks = ()  # the web server runs them, and again at each reload

    def handle(self, *args: object, **options: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with locked_file(folder / "run.lock"):
                self._run(settings.PORT)
        except AlreadyLocked as error:
            raise CommandError(f"The mall already runs from this folder (its data are in {folder}).") from error

    def _run(self, port: int) -> None:
        if not port_is_free(HOST, port):
            raise CommandError(f"Port {port} is in use. Choose another one: PORT={port + 1} make run")
        supervisor = Supervisor(sys.stdout)
        try:
            if _uses_embedded_redis():
                self._start_redis(supervisor)
            self._prepare(supervisor)
            _start_programs(supervisor, port)
            self._watch(supervisor, port)
        except KeyboardInterrupt:
            supervisor.say("\nStopping …")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            supervisor.stop()

    def _start_redis(self, supervisor: Supervisor) -> None:
        redis = EmbeddedRedis(folder=Path(settings.DATA_DIR) / "redis", socket=Path(settings.EMBEDDED_REDIS_SOCKET))
        try:
            if redis.shut_down_leftover():
                supervisor.say("Ended the Redis that an earlier, killed run left behind; it saved everything.")
            supervisor.adopt("redis", redis.start(output=subprocess.PIPE), is_last=True)
        except RedisDidNotStart as error:
            raise CommandError(str(error)) from error

    def _prepare(self, supervisor: Supervisor) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not get_user_model().objects.exists():
            supervisor.say("Loading the demo (only the first time) …")
            call_command("load_demo", stdout=self.stdout)

    def _watch(self, supervisor: Supervisor, port: int) -> None:
        """Returns never: the mall ends by a signal, or because one of its programs ended."""
        is_announced = False
        while (ended := supervisor.ended()) is None:
            time.sleep(_POLL)
            if not is_announced and _answers(port):
                supervisor.say(_announcement(port))
                is_announced = True
        raise CommandError(f"The mall stops because one of its programs ended: {ended}.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _uses_embedded_redis() -> bool:
    addresses = [str(cache.get("LOCATION")) for cache in settings.CACHES.values()] + [settings.CELERY_BROKER_URL]
    return any(str(settings.EMBEDDED_REDIS_SOCKET) in address for address in addresses)


def _start_programs(supervisor: Supervisor, port: int) -> None:
    environment = {
        **os.environ,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",  # eventlet's and Celery's, at every start; the tests turn warnings into errors
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }
    for name, line in PROGRAMS.items():
        words = [word.format(address=f"{HOST}:{port}", folder=settings.DATA_DIR) for word in line.split()]
        supervisor.start(name, [sys.executable, *words], environment=environment, folder=settings.BASE_DIR)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True  # 503: it answers, and its lines say which part is away
    except OSError:
        return False


def _announcement(port: int) -> str:
    address = f"http://{HOST}:{port}"
    lines = [
        f"美多商城 is open:    {address}/",
        f"SMS and mail inbox:  {address}/sandbox/",
        f"Admin:               {address}/admin/",
        "",
        *(f"{account.role:<12} {account.username:<12} password {account.password}" for account in ACCOUNTS),
        "",
        "Ctrl-C ends everything.",
    ]
    width = max(map(_columns, lines))
    rows = [f"│ {line}{' ' * (width - _columns(line))} │" for line in lines]
    return "\n".join([f"\n┌{'─' * (width + 2)}┐", *rows, f"└{'─' * (width + 2)}┘\n"])


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes; Chinese characters take two."""
    return sum(2 if character > "\u2e80" else 1 for character in text)
