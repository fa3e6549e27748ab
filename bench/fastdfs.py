"""Our FastDFS client beside py3Fdfs, a gigabyte up and down, and a restart in the middle. `python -m bench.fastdfs`

Against the test cluster, whose servers are processes of their own; FDFS_TEST_TRACKERS=host:port,… takes a real one,
where nothing is restarted. Both clients take turns in the same run, in rounds; py3Fdfs gets a client for each thread,
as it shares none. Large uploads wait for the server alone, so that 1.0 with one digit is what has to be reached.
"""

import hashlib
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fdfs_client.client import Fdfs_client

from tests.fastdfs_cluster import cluster
from utils.fastdfs import FastDFSClient, FastDFSError

_SMALL, _LARGE = 10_000, 5_000_000
# bytes, threads, files, rounds
_CASES = ((_SMALL, 1, 300, 6), (_SMALL, 16, 600, 6), (_LARGE, 1, 6, 16), (_LARGE, 16, 32, 8))
_LEAST_RATIO = 1.0
_GIGABYTE = 1 << 30
_MOST_GROWTH = 64  # MB
_DRILL_FILES, _DRILL_THREADS = 1000, 16
_PATIENCE = 60  # seconds in which an upload of the drill has to succeed


class Ours:
    def __init__(self, trackers: Sequence[str]) -> None:
        self._client = FastDFSClient(trackers)

    def upload(self, content: bytes) -> str:
        return self._client.upload_by_buffer(content, "bin").file_id

    def download(self, file_id: str) -> bytes:
        return self._client.download_to_buffer(file_id)


class Py3Fdfs:
    def __init__(self, trackers: Sequence[str]) -> None:
        host, _, port = trackers[0].rpartition(":")
        self._settings = {"host_tuple": (host,), "port": int(port), "timeout": 10, "name": "Tracker Pool"}
        self._of_thread = threading.local()

    def upload(self, content: bytes) -> str:
        return self._client.upload_by_buffer(content, "bin")["Remote file_id"].decode()

    def download(self, file_id: str) -> bytes:
        return self._client.download_to_buffer(file_id.encode())["Content"]

    @property
    def _client(self) -> Any:
        if not hasattr(self._of_thread, "client"):
            self._of_thread.client = Fdfs_client(self._settings)
        return self._of_thread.client


def main() -> int:
    """The number of lines that were not kept."""
    if real := os.environ.get("FDFS_TEST_TRACKERS"):
        print("the cluster of FDFS_TEST_TRACKERS; nothing is restarted")
        faults = _gigabyte(real.split(",")) + _throughput(real.split(","))
    else:
        with cluster(apart=True) as it:
            faults = _gigabyte(it.trackers) + _throughput(it.trackers)
        with cluster(apart=True) as it:
            faults += _restart(it)
    for fault in faults:
        print(f"NOT KEPT: {fault}")
    return len(faults)


def _throughput(trackers: Sequence[str]) -> list[str]:
    print(f"\n{'files a second, the best round':34}{'ours':>9}{'py3Fdfs':>9}{'ratio':>7}")
    faults = []
    for size, threads, number, rounds in _CASES:
        clients = (Ours(trackers), Py3Fdfs(trackers))
        uploads, downloads = [0.0, 0.0], [0.0, 0.0]
        for round_ in range(rounds):
            contents = [os.urandom(16) + bytes(size - 16) for _ in range(number)]
            for which, client in sorted(enumerate(clients), reverse=bool(round_ % 2)):
                with ThreadPoolExecutor(threads) as pool:
                    rate, file_ids = _rate(pool, client.upload, contents)
                    uploads[which] = max(uploads[which], rate)
                    rate, found = _rate(pool, client.download, file_ids)
                    downloads[which] = max(downloads[which], rate)
                    assert found == contents
        name = f"{size // 1000:,} kB, {threads} thread{'s' * (threads > 1)}"
        faults += _line(f"up    {name}", *uploads) + _line(f"down  {name}", *downloads)
    return faults


def _rate(pool: ThreadPoolExecutor, call: Callable[[Any], Any], values: Sequence[Any]) -> tuple[float, list[Any]]:
    started = time.perf_counter()
    results = list(pool.map(call, values))
    return len(values) / (time.perf_counter() - started), results


def _line(name: str, ours: float, theirs: float) -> list[str]:
    print(f"{name:34}{ours:>9,.1f}{theirs:>9,.1f}{ours / theirs:>7.2f}", flush=True)
    return [] if round(ours / theirs, 1) >= _LEAST_RATIO else [f"{name}: {ours / theirs:.2f} of py3Fdfs"]


class _Endless:
    """A file of which a gigabyte is read, and whose bytes are different everywhere."""

    def __init__(self) -> None:
        self.crc32 = 0
        self._block = hashlib.shake_128(b"mall").digest(1 << 20)
        self._number = 0

    def read(self, size: int) -> bytes:
        self._number += 1
        piece = (self._number.to_bytes(8) + self._block)[:size]
        self.crc32 = zlib.crc32(piece, self.crc32)
        return piece

    def seekable(self) -> bool:
        return False


def _gigabyte(trackers: Sequence[str]) -> list[str]:
    client, file, faults = FastDFSClient(trackers, timeout=60), _Endless(), []
    print(f"\n{'1 GB':34}{'MB/s':>9}{'growth MB':>11}")
    with _measured("up", faults):
        file_id = client.upload_by_file(file, _GIGABYTE, "bin").file_id  # type: ignore[arg-type]
    crc32 = size = 0
    with _measured("down", faults):
        for piece in client.download_chunks(file_id):
            crc32, size = zlib.crc32(piece, crc32), size + len(piece)
    client.delete_file(file_id)
    return faults + ([] if (size, crc32) == (_GIGABYTE, file.crc32) else ["1 GB: other bytes came back"])


@contextmanager
def _measured(name: str, faults: list[str]) -> Iterator[None]:
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, started = _memory("VmRSS"), time.perf_counter()
    yield
    growth = _memory("VmHWM") - before
    print(f"{name:34}{_GIGABYTE / 1e6 / (time.perf_counter() - started):>9,.0f}{growth:>11.1f}", flush=True)
    if growth >= _MOST_GROWTH:
        faults.append(f"1 GB {name}: {growth:.0f} MB of growth")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


class _Drill:
    """Uploads until each has succeeded once, and notes when any failed."""

    def __init__(self, trackers: Sequence[str]) -> None:
        self.client = FastDFSClient(trackers, timeout=5)
        self.stored: dict[str, bytes] = {}
        self.failed_at: list[float] = []

    def upload(self, number: int) -> None:
        content, deadline = hashlib.shake_128(str(number).encode()).digest(_SMALL), time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                self.stored[self.client.upload_by_buffer(content, "bin").file_id] = content
                return
            except FastDFSError:
                self.failed_at.append(time.monotonic())
                time.sleep(0.05)

    def wait_for(self, number: int) -> None:
        while len(self.stored) < number:
            time.sleep(0.005)


def _restart(it: Any) -> list[str]:
    """The only tracker is killed and started again after a third, the only storage server after two thirds."""
    drill, moments = _Drill(it.trackers), []
    with ThreadPoolExecutor(_DRILL_THREADS) as pool:
        uploads = pool.map(drill.upload, range(_DRILL_FILES))
        for share, server in ((3, it.trackers_[0]), (1.5, it.storages[0])):
            drill.wait_for(int(_DRILL_FILES / share))
            killed = time.monotonic()
            server.kill()
            time.sleep(1)
            server.start()
            it.wait_until_ready()
            moments.append((killed, time.monotonic()))
        list(uploads)
    wrong = [
        file_id for file_id, content in drill.stored.items() if drill.client.download_to_buffer(file_id) != content
    ]
    late = [at for at in drill.failed_at if not any(killed <= at <= back + 1 for killed, back in moments)]
    after = max((at - moments[-1][1] for at in drill.failed_at), default=0)
    print(
        f"\n{_DRILL_FILES} uploads from {_DRILL_THREADS} threads, the tracker and the storage killed and started again:"
    )
    print(
        f"{len(drill.stored)} stored, {len(wrong)} of them wrong; {len(drill.failed_at)} failed while one was away,",
        end=" ",
    )
    print(f"{len(late)} later (the last {max(after, 0):.2f} s after the return);", end=" ")
    print(f"{len(it.storages[0].files()) - len(drill.stored)} files that nobody knows")
    faults = [f"{_DRILL_FILES - len(drill.stored)} files are missing"] * (len(drill.stored) != _DRILL_FILES)
    return faults + [f"{len(wrong)} files are wrong"] * bool(wrong) + [f"{len(late)} failed later"] * bool(late)


if __name__ == "__main__":
    sys.exit(main())
