"""One client for many threads, and for the children of a fork."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from utils.fastdfs import NotFound, Unavailable

pytestmark = pytest.mark.once

THREADS = 16


def test_threads_share_a_client(client, noise):
    contents = [noise(size) for size in range(1, 40_000, 400)]

    def there_and_back(content):
        file_id = client.upload_by_buffer(content).file_id
        info = client.file_info(file_id)
        found = client.download_to_buffer(file_id)
        client.delete_file(file_id)
        return info.size, found, file_id

    with ThreadPoolExecutor(THREADS) as threads:
        results = list(threads.map(there_and_back, contents))

    assert [(size, found) for size, found, _ in results] == [(len(each), each) for each in contents]
    assert len({file_id for *_, file_id in results}) == len(contents)


def test_threads_use_no_more_connections_than_there_are_threads(small_cluster, connected, noise):
    client = connected(small_cluster.trackers, pool_size=THREADS)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(client.upload_by_buffer, [noise(1000) for _ in range(200)]))

    assert len(small_cluster.storages[0].files()) == 200
    assert small_cluster.storages[0].connections <= THREADS


def test_pool_keeps_no_more_than_it_may(small_cluster, connected, noise):
    client = connected(small_cluster.trackers, pool_size=2)
    together = threading.Barrier(6)

    def upload(content):
        together.wait()
        return client.upload_by_buffer(content)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(upload, [noise(200_000) for _ in range(6)]))
    before = small_cluster.storages[0].connections
    for _ in range(4):
        client.upload_by_buffer(noise(10))

    assert small_cluster.storages[0].connections == before


def test_threads_recover_together(small_cluster, connected, noise):
    client = connected(small_cluster.trackers)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(client.upload_by_buffer, [noise(10) for _ in range(64)]))
        small_cluster.storages[0].stop()
        errors = [threads.submit(client.upload_by_buffer, noise(10)).exception() for _ in range(THREADS)]
        small_cluster.storages[0].start()
        small_cluster.wait_until_ready()
        file_ids = [each.file_id for each in threads.map(client.upload_by_buffer, [noise(10) for _ in range(64)])]

    assert {type(error) for error in errors} == {Unavailable}
    assert len(set(file_ids)) == 64


def _in_child(work):
    """Runs it in a fork, and returns what it returned as text."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = work()
        except BaseException as error:
            answer = repr(error)
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def test_fork_shares_no_connection_with_its_parent(client, noise):
    """Both talk at once: an answer to the one would reach the other."""
    file_ids = [client.upload_by_buffer(noise(size)).file_id for size in (10, 20_000)]
    contents = [client.download_to_buffer(file_id) for file_id in file_ids]

    def child():
        right = [client.download_to_buffer(file_ids[0]) == contents[0] for _ in range(50)]
        return f"{all(right)} {client.upload_by_buffer(b'of the child').file_id}"

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(_in_child, child)
        right = [client.download_to_buffer(file_ids[1]) == contents[1] for _ in range(50)]
    is_right, _, of_child = running.result().partition(" ")

    assert (all(right), is_right) == (True, "True")
    assert client.download_to_buffer(of_child) == b"of the child"


def test_child_of_a_fork_makes_connections_of_its_own(small_cluster, connected, noise):
    client = connected(small_cluster.trackers)
    servers = (small_cluster.storages[0], small_cluster.trackers_[0])
    file_id = client.upload_by_buffer(noise(10)).file_id
    before = [server.connections for server in servers]

    of_child = _in_child(lambda: str(client.file_info(file_id).size))
    by_child = [server.connections for server in servers]
    client.file_info(file_id)

    assert of_child == "10"
    assert by_child == [count + 1 for count in before]
    assert [server.connections for server in servers] == by_child


def test_download_that_a_fork_interrupts_goes_on(client, noise):
    content = noise(3_000_000)
    file_id = client.upload_by_buffer(content).file_id
    chunks = client.download_chunks(file_id)
    first = next(chunks)

    of_child = _in_child(lambda: str(client.file_info(file_id).size))

    assert first + b"".join(chunks) == content
    assert of_child == "3000000"


def test_child_of_a_fork_may_close_the_client(client, noise):
    file_id = client.upload_by_buffer(noise(10)).file_id

    assert _in_child(lambda: str(client.close())) == "None"
    client.delete_file(file_id)

    with pytest.raises(NotFound):
        client.file_info(file_id)
