"""The mall with every part on a server of its own, so that each can be stopped alone."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

from tests.answering import SmtpServer
from tests.fastdfs_cluster.clusters import Cluster, cluster
from tests.replicating import Pair, replicating_pair
from tests.servers import freeze
from tests.serving import RunningWeb
from tests.workers import RunningWorker
from utils.embedded_redis import EmbeddedRedis

IO_LINE = "celery -A celery_tasks.main worker -l info -P {pool} -c 4 -n io-{number}@drill"
POOLS = ("eventlet", "threads", "prefork")


class StoppableRedis:
    def __init__(self, folder: Path, *, is_persistent: bool) -> None:
        self.server = EmbeddedRedis(folder=folder, socket=folder / "redis.sock", is_persistent=is_persistent)
        self.start()

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        self.child = self.server.start()

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def freeze(self) -> None:
        freeze(self.child)

    def thaw(self) -> None:
        self.child.send_signal(signal.SIGCONT)


class DrillMall:
    """Runs in a `with` block. The cache forgets when it stops, as in production; the other two keep what they hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.worker: RunningWorker | None = None
        self._stack = ExitStack()
        self._workers = 0

    def __enter__(self) -> "DrillMall":
        with self._stack as stack:
            self.cache, self.sessions, self.broker = (
                self._redis(stack, name, is_persistent=name != "cache") for name in ("cache", "sessions", "broker")
            )
            self.fastdfs: Cluster = stack.enter_context(cluster(apart=True))
            self.pair: Pair = stack.enter_context(replicating_pair())
            self.post_office = stack.enter_context(SmtpServer("250 fine"))
            self.web = RunningWeb(self.folder, **self.environment)
            self.web.manage("tests.filling")
            self.pair.wait_until_equal()
            self.pair.replica.run("UPDATE mall.addresses_address SET receiver = '从库'")
            stack.enter_context(self.web)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        if self.worker:
            self.worker.kill()
        self._stack.close()

    @property
    def environment(self) -> dict[str, object]:
        folders = {"DATA_DIR": self.folder, "LOG_DIR": self.folder, "ENV_FILE": os.devnull}
        redis = {"REDIS_URL": self.sessions.url, "REDIS_CACHE_URL": f"{self.cache.url}?db=0"}
        redis |= {"REDIS_BROKER_URL": f"{self.broker.url}?db=5"}
        smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
        smtp |= {"EMAIL_PORT": self.post_office.port, "EMAIL_USE_SSL": "false"}
        files = {"FDFS_TRACKERS": ",".join(self.fastdfs.trackers)}
        return folders | redis | smtp | files | self.pair.settings

    def stop_fastdfs(self) -> None:
        """Tracker and storage: all that is left of it are the files."""
        self.fastdfs.stop()

    def start_fastdfs(self) -> None:
        self._tell_fastdfs("start")

    def freeze_fastdfs(self) -> None:
        self._tell_fastdfs("freeze")

    def thaw_fastdfs(self) -> None:
        self._tell_fastdfs("thaw")

    def _tell_fastdfs(self, what: str) -> None:
        for server in (*self.fastdfs.trackers_, *self.fastdfs.storages):
            getattr(server, what)()

    def start_worker(self, pool: str = "eventlet") -> RunningWorker:
        """Of io work, in the place of the one before."""
        if self.worker:
            self.worker.kill()
        self._workers += 1
        self.worker = RunningWorker(IO_LINE.format(pool=pool, number=self._workers), self.folder, **self.environment)
        return self.worker.__enter__()

    @property
    def begun_mails(self) -> int:
        return sum(text.startswith(b"rcpt ") for text in list(self.post_office.received))

    def _redis(self, stack: ExitStack, name: str, *, is_persistent: bool) -> StoppableRedis:
        redis = StoppableRedis(self.folder / name, is_persistent=is_persistent)
        stack.callback(redis.kill)
        return redis
