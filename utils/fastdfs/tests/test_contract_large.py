"""A file of 128 MB goes up and comes down in bounded memory: in a process of its own, which is weighed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fastdfs_cluster import cluster
from utils.fastdfs.tests.conftest import REAL

pytestmark = [pytest.mark.once, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
SIZE = 128 * 1024 * 1024
MOST_GROWTH = 16 * 1024 * 1024  # bytes
PROGRAM = """
import io, json, resource, sys, zlib
from utils.fastdfs import FastDFSClient

class Counting(io.RawIOBase):
    "Its bytes are made when they are asked for."
    def __init__(self, size): self.left, self.crc32, self.turn = size, 0, 0
    def readable(self): return True
    def read(self, count=-1):
        self.turn += 1
        part = self.turn.to_bytes(4, "big") * (min(count, self.left) // 4)
        self.left -= len(part)
        self.crc32 = zlib.crc32(part, self.crc32)
        return part

def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

size, trackers = int(sys.argv[1]), sys.argv[2:]
client = FastDFSClient(trackers)
client.download_to_buffer(client.upload_by_file(Counting(600_000), 600_000).file_id)
before, file = peak(), Counting(size)
file_id = client.upload_by_file(file, size, "bin").file_id
after_upload, crc32, found = peak(), 0, 0
for chunk in client.download_chunks(file_id):
    crc32, found = zlib.crc32(chunk, crc32), found + len(chunk)
info = client.file_info(file_id)
client.delete_file(file_id)
print(json.dumps({"sent": file.crc32, "found": [found, crc32], "info": [info.size, info.crc32],
                  "growth": [after_upload - before, peak() - before]}))
"""


def _measure(trackers):
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(SIZE), *trackers]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60).stdout)


def _assert_small(figures):
    assert figures["found"] == figures["info"] == [SIZE, figures["sent"]]
    assert max(figures["growth"]) < MOST_GROWTH


@pytest.mark.parametrize("kind", ["ours", *(["real"] if REAL else [])])
def test_large_file_needs_little_memory(kind):
    if kind == "real":
        _assert_small(_measure(REAL))
        return
    with cluster(apart=True) as it:
        before = it.storages[0].peak_memory()

        _assert_small(_measure(it.trackers))

        assert it.storages[0].peak_memory() - before < MOST_GROWTH
