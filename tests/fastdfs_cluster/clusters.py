"""The cluster as a whole: which servers there are, and when all of them know each other."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fastdfs_cluster.storage import Storage
from tests.fastdfs_cluster.tracker import Tracker

_PATIENCE = 10  # seconds


@dataclass
class Cluster:
    trackers_: list[Tracker]
    storages: list[Storage]
    folder: Path

    @property
    def trackers(self) -> list[str]:
        """host:port of each."""
        return [each.address for each in self.trackers_]

    def wait_until_ready(self) -> None:
        """Until every storage that runs has joined every tracker that runs."""
        expected = sum(not each.stopping.is_set() for each in self.storages)
        running = [each for each in self.trackers_ if not each.stopping.is_set()]
        deadline = time.monotonic() + _PATIENCE
        while any(len(each.active()) != expected for each in running):
            assert time.monotonic() < deadline, "The storages do not find their trackers."
            time.sleep(0.005)

    def stop(self) -> None:
        for server in (*self.storages, *self.trackers_):
            server.stop()


@contextmanager
def cluster(
    *, trackers: int = 1, storages: int = 1, groups: int = 1, ip_size: str = "ipv4", replicated: bool = True
) -> Iterator[Cluster]:
    """Servers that know each other, in a temporary folder; all of them end with the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mall-fastdfs-")))
        trackers_ = [Tracker(ip_size=ip_size) for _ in range(trackers)]
        it = Cluster(trackers_, [], folder)
        stack.callback(it.stop)
        for tracker in trackers_:
            tracker.start()
        for number in range(groups * storages):
            group = f"group{number // storages + 1}"
            place = folder / (group if replicated else f"storage{number}")
            host = f"127.0.0.{number + 1}"
            it.storages.append(Storage(group, place, it.trackers, host=host, ip_size=ip_size))
        for storage in it.storages:
            storage.start()
        it.wait_until_ready()
        yield it
