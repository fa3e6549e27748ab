"""Tracker and storage are killed amid 1,000 uploads, and come back: nothing is lost, nothing stays broken."""

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.fastdfs_cluster import cluster
from utils.fastdfs import FastDFSClient, Unavailable

pytestmark = [pytest.mark.once, pytest.mark.slow]

UPLOADS, THREADS = 1000, 16
PAUSE = 0.3  # seconds that a server is away
PATIENCE = 20  # seconds for one file, at the most


class Uploading:
    """What 16 threads do to a client: each file is tried again until it is stored, as a task would do it."""

    def __init__(self, client):
        self.client = client
        self.stored = {}
        self.errors = []  # when the attempt that failed began, and how
        self._lock = threading.Lock()

    def upload(self, number):
        content = content_of(number)
        deadline = time.monotonic() + PATIENCE
        while True:
            started = time.monotonic()
            try:
                file_id = self.client.upload_by_buffer(content, "jpg").file_id
            except Unavailable as error:
                with self._lock:
                    self.errors.append((started, repr(error)))
                assert started < deadline
                time.sleep(0.05)
            else:
                with self._lock:
                    self.stored[number] = file_id
                return

    def wait_for(self, count):
        deadline = time.monotonic() + PATIENCE
        while len(self.stored) < count:
            assert time.monotonic() < deadline, f"Only {len(self.stored)} files were stored."
            time.sleep(0.002)


def content_of(number):
    """Between 1 byte and 60 kB, different for each number."""
    return hashlib.sha256(str(number).encode()).digest() * (number * 7 % 1900) + str(number).encode()


def _kill_for_a_moment(it, *servers):
    for server in servers:
        server.kill()
    time.sleep(PAUSE)
    for server in servers:
        server.start()
    it.wait_until_ready()
    return time.monotonic()


def _assert_all_there(client, stored):
    def is_right(number):
        return client.download_to_buffer(stored[number]) == content_of(number)

    with ThreadPoolExecutor(THREADS) as threads:
        assert all(threads.map(is_right, range(UPLOADS)))
    assert len(set(stored.values())) == UPLOADS


def test_thousand_uploads_survive_restarts_of_tracker_and_storage():
    with cluster(apart=True) as it, closing(FastDFSClient(it.trackers, connect_timeout=1, timeout=2)) as client:
        uploading = Uploading(client)
        with ThreadPoolExecutor(THREADS) as threads:
            running = [threads.submit(uploading.upload, number) for number in range(UPLOADS)]
            uploading.wait_for(250)
            _kill_for_a_moment(it, it.trackers_[0])
            uploading.wait_for(500)
            _kill_for_a_moment(it, it.storages[0])
            uploading.wait_for(600)
            recovered = _kill_for_a_moment(it, it.trackers_[0], it.storages[0])
            stored_before = len(uploading.stored)
        for each in running:
            each.result()

        assert [error for started, error in uploading.errors if started > recovered] == []
        assert uploading.errors  # they did notice
        assert stored_before < UPLOADS  # and there was still something to do
        _assert_all_there(client, uploading.stored)
        # What nobody refers to: at most what each thread had under way at each of the two deaths of the storage.
        assert len(it.storages[0].files()) - UPLOADS <= 2 * THREADS


def test_nobody_waits_when_one_of_two_is_killed():
    with (
        cluster(trackers=2, storages=2, apart=True) as it,
        closing(FastDFSClient(it.trackers, connect_timeout=1, timeout=2)) as client,
    ):
        uploading = Uploading(client)
        with ThreadPoolExecutor(THREADS) as threads:
            running = [threads.submit(uploading.upload, number) for number in range(UPLOADS)]
            uploading.wait_for(200)
            _kill_for_a_moment(it, it.trackers_[0])
            uploading.wait_for(400)
            recovered = _kill_for_a_moment(it, it.storages[1])
        for each in running:
            each.result()

        assert [error for started, error in uploading.errors if started > recovered] == []
        assert len(uploading.errors) <= THREADS  # what was under way on the storage at its death
        _assert_all_there(client, uploading.stored)
