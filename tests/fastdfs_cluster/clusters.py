"""The cluster as a whole: which servers there are, and when all of them know each other."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fastdfs_cluster.apart import Apart
from tests.fastdfs_cluster.storage import Storage
from tests.fastdfs_cluster.tracker import Tracker

_PATIENCE = 10  # seconds


@dataclass
class Cluster:
    trackers_: list[Tracker] | list[Apart]
    storages: list[Storage] | list[Apart]
    folder: Path

    @property
    def trackers(self) -> list[str]:
        """host:port of each."""
        return [each.address for each in self.trackers_]

    def wait_until_ready(self) -> None:
        """Until every tracker that runs knows of exactly those storages that run."""
        expected = sum(each.is_running for each in self.storages)
        running = [each for each in self.trackers_ if each.is_running]
        deadline = time.monotonic() + _PATIENCE
        while any(each.member_count() != expected for each in running):
            assert time.monotonic() < deadline, "The storages do not find their trackers."
            time.sleep(0.005)

    def mend(self) -> None:
        for server in (*self.storages, *self.trackers_):
            server.mend()

    def stop(self) -> None:
        for server in (*self.storages, *self.trackers_):
            server.stop()


@contextmanager
def cluster(
    *,
    trackers: int = 1,
    storages: int = 1,
    groups: int = 1,
    ip_size: str = "ipv4",
    over: str = "127.0.0.1",
    replicated: bool = True,
    apart: bool = False,
) -> Iterator[Cluster]:
    """Servers that know each other, in a temporary folder; all of them end with the block.

    `over` may be ::1; then answers are for IPv6, and storages have numbers, as real trackers insist.
    """
    is_ipv6 = ":" in over
    ip_size = "ipv6" if is_ipv6 else ip_size
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mall-fastdfs-")))
        it = Cluster([], [], folder)
        stack.callback(it.stop)
        for _ in range(trackers):
            it.trackers_.append(_server("tracker", apart, host=over, ip_size=ip_size, replicated=replicated))
            it.trackers_[-1].start()
        for number in range(groups * storages):
            group = f"group{number // storages + 1}"
            place = {"host": over, "number": str(100001 + number)} if is_ipv6 else {"host": f"127.0.0.{number + 1}"}
            settings = {"group": group, "ip_size": ip_size, "trackers": it.trackers, **place}
            settings["folder"] = folder / (group if replicated else f"storage{number}")
            it.storages.append(_server("storage", apart, **settings))
            it.storages[-1].start()
        it.wait_until_ready()
        yield it


def _server(kind: str, apart: bool, **settings):
    if apart:
        return Apart(kind, **settings)
    return Tracker(**settings) if kind == "tracker" else Storage(**settings)
