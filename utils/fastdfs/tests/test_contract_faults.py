"""Each fault of a server gives its own error, in time, and the next request works: on our cluster alone."""

import errno
import io
import time
from itertools import product

import pytest

from tests.fastdfs_cluster import cluster, wire
from utils.fastdfs import BadAnswer, NoSpace, NotFound, Refused, TimedOut, Unavailable
from utils.fastdfs.tests.conftest import PATIENCE

pytestmark = pytest.mark.once

CONTENT = bytes(range(256)) * 40
LIMIT = 5 * PATIENCE + 2  # seconds, generous: the machine may be busy

ACTIONS = {
    "upload": (wire.UPLOAD, lambda client, file_id: client.upload_by_buffer(CONTENT)),
    "upload_file": (wire.UPLOAD, lambda client, file_id: client.upload_by_file(io.BytesIO(CONTENT))),
    "download": (wire.DOWNLOAD, lambda client, file_id: client.download_to_buffer(file_id)),
    "chunks": (wire.DOWNLOAD, lambda client, file_id: b"".join(client.download_chunks(file_id))),
    "describe": (wire.FILE_INFO, lambda client, file_id: client.file_info(file_id)),
    "delete": (wire.DELETE, lambda client, file_id: client.delete_file(file_id)),
}
QUICK = ["upload", "download", "describe", "delete"]

BROKEN = {
    ("refuse",): Unavailable,
    ("half_then_close",): Unavailable,
    ("half_then_reset",): Unavailable,
    ("silent_storing",): Unavailable,
    ("close_in_upload",): Unavailable,
    ("wrong_command",): BadAnswer,
    ("wrong_size", -1): BadAnswer,
}
SLOW = ["hang_before_header", "hang_after_header", "half_then_hang", "drip"]


def _fails(it, client, action, file_id, expected):
    """Tries it, and says how it failed; it must not take long."""
    started = time.monotonic()
    with pytest.raises(expected) as caught:
        ACTIONS[action][1](client, file_id)
    assert time.monotonic() - started < LIMIT
    return caught.value


def _works(it, client):
    """After everything was mended: what goes up comes down, on connections that nothing is left on."""
    it.mend()
    it.wait_until_ready()
    for _ in range(2):
        file_id = client.upload_by_buffer(CONTENT, "jpg").file_id
        assert client.download_to_buffer(file_id) == CONTENT
        assert client.file_info(file_id).size == len(CONTENT)
        client.delete_file(file_id)


def _broken(fault):
    return {"kind": fault[0]} if len(fault) == 1 else {"kind": fault[0], "size": fault[1]}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("fault", "expected"), BROKEN.items())
def test_storage_that_breaks_off(small_cluster, connected, fault, expected, action):
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.storages[0].fault(**_broken(fault))

    error = _fails(small_cluster, client, action, file_id, expected)

    assert not isinstance(error, TimedOut)
    _works(small_cluster, client)


_NOTHING_MISSING = ("hang_after_header", "delete")  # the answer is a header alone


@pytest.mark.parametrize(
    ("fault", "action"),
    [
        each for each in product(SLOW, QUICK) if each != ("hang_after_header", "delete")
    ],  # of which that is the whole answer
)
def test_storage_that_does_not_go_on(small_cluster, connected, fault, action):
    client = connected(small_cluster.trackers, timeout=PATIENCE)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.storages[0].fault(fault)

    _fails(small_cluster, client, action, file_id, TimedOut)

    _works(small_cluster, client)


@pytest.mark.parametrize("action", QUICK)
@pytest.mark.parametrize(("fault", "expected"), BROKEN.items())
def test_tracker_that_breaks_off(small_cluster, connected, fault, expected, action):
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.trackers_[0].fault(**_broken(fault))

    _fails(small_cluster, client, action, file_id, Unavailable)

    _works(small_cluster, client)


@pytest.mark.parametrize("action", ["upload", "describe"])
@pytest.mark.parametrize("fault", SLOW)
def test_tracker_that_does_not_go_on(small_cluster, connected, fault, action):
    client = connected(small_cluster.trackers, timeout=PATIENCE)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.trackers_[0].fault(fault)

    _fails(small_cluster, client, action, file_id, Unavailable)

    _works(small_cluster, client)


STATUSES = {
    errno.ENOENT: NotFound,
    errno.ENOSPC: NoSpace,
    errno.EINVAL: Refused,
    errno.EBUSY: Refused,
    errno.EIO: Refused,
    errno.ENOTCONN: Refused,
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("status", "expected"), STATUSES.items())
def test_storage_that_refuses(small_cluster, connected, status, expected, action):
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.storages[0].fault("status", status=status, command=ACTIONS[action][0])

    error = _fails(small_cluster, client, action, file_id, expected)

    assert (type(error), error.status) == (expected, status)
    assert str(status) in str(error)
    _works(small_cluster, client)


@pytest.mark.parametrize("action", QUICK)
@pytest.mark.parametrize(
    ("status", "expected"),
    [(errno.ENOENT, Unavailable), (errno.ENOSPC, NoSpace), (errno.EINVAL, Refused), (errno.EBUSY, Refused)],
)
def test_tracker_that_refuses(small_cluster, connected, status, expected, action):
    """That it knows no server (2) is no statement about the file."""
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id
    command = {"upload": wire.STORE, "delete": wire.UPDATE}.get(action, wire.FETCH_ONE)
    small_cluster.trackers_[0].fault("status", status=status, command=command)

    _fails(small_cluster, client, action, file_id, expected)

    _works(small_cluster, client)


@pytest.mark.parametrize("size", [0, 39, 41, 71, (1 << 20) + 1, 1 << 40, -(1 << 63)])
@pytest.mark.parametrize("action", ["upload", "describe"])
def test_answer_of_a_size_that_cannot_be(small_cluster, connected, size, action):
    client = connected(small_cluster.trackers, timeout=PATIENCE)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.storages[0].fault("wrong_size", size=size, command=ACTIONS[action][0])

    _fails(small_cluster, client, action, file_id, (BadAnswer, TimedOut))

    _works(small_cluster, client)


@pytest.mark.parametrize("size", [0, 1, 39, 71, 1 << 40])
def test_tracker_whose_answer_is_of_a_size_that_cannot_be(small_cluster, connected, size):
    client = connected(small_cluster.trackers, timeout=PATIENCE)
    small_cluster.trackers_[0].fault("wrong_size", size=size)

    _fails(small_cluster, client, "upload", "", Unavailable)

    _works(small_cluster, client)


def test_disk_that_becomes_full_in_the_middle(small_cluster, connected):
    """A server that refuses early does not read on; whether its reason still arrives is up to the network."""
    client = connected(small_cluster.trackers)
    small_cluster.storages[0].fault("reject", status=errno.ENOSPC)

    with pytest.raises((NoSpace, Unavailable)):
        client.upload_by_buffer(bytes(8_000_000))

    assert small_cluster.storages[0].files() == []
    _works(small_cluster, client)


def test_upload_that_breaks_off_leaves_nothing(small_cluster, connected):
    client = connected(small_cluster.trackers)
    small_cluster.storages[0].fault("close_in_upload")

    with pytest.raises(Unavailable):
        client.upload_by_buffer(bytes(3_000_000))

    assert small_cluster.storages[0].files() == []


def test_upload_that_may_have_been_stored_is_not_repeated(connected):
    """On a new connection nobody can know; the file that nobody refers to is one at most."""
    with cluster(storages=2) as it:
        for storage in it.storages:
            storage.fault("silent_storing")

        with pytest.raises(Unavailable):
            connected(it.trackers).upload_by_buffer(CONTENT)

        assert sum(storage.requests[wire.UPLOAD] for storage in it.storages) == 1
        assert len(it.storages[0].files()) == 1  # they share their folder


def test_file_that_cannot_be_read_twice_does_not_go_to_a_dead_connection(small_cluster, connected):
    client = connected(small_cluster.trackers)
    client.upload_by_buffer(CONTENT)
    small_cluster.storages[0].cut_connections()
    file = io.BytesIO(CONTENT)
    file.seekable = lambda: False

    file_id = client.upload_by_file(file, len(CONTENT)).file_id

    assert client.download_to_buffer(file_id) == CONTENT


def test_late_answer_is_not_taken_for_that_to_the_next_question(small_cluster, connected):
    client = connected(small_cluster.trackers, timeout=PATIENCE)
    small, large = (client.upload_by_buffer(content).file_id for content in (b"small", CONTENT))
    small_cluster.storages[0].fault("late", seconds=PATIENCE * 1.5, times=1)

    with pytest.raises(TimedOut):
        client.download_to_buffer(small)
    again = client.download_to_buffer(large)
    time.sleep(PATIENCE)

    assert again == CONTENT
    assert client.download_to_buffer(large) == CONTENT


def test_bytes_that_nobody_waits_for_are_not_taken_for_an_answer(small_cluster, connected):
    """A header that promises too little leaves the rest of the file on the connection."""
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id
    small_cluster.storages[0].fault("wrong_size", size=100, command=wire.DOWNLOAD, times=1)

    assert client.download_to_buffer(file_id) == CONTENT[:100]
    assert client.download_to_buffer(file_id) == CONTENT
    _works(small_cluster, client)


@pytest.mark.parametrize("fault", ["half_closed", "close_after_answer"])
def test_kept_connection_that_died_is_noticed(small_cluster, connected, fault):
    """A half-closed one looks alive to who only writes."""
    client = connected(small_cluster.trackers)
    for server in (small_cluster.storages[0], small_cluster.trackers_[0]):
        server.fault(fault)

    for _ in range(5):
        file_id = client.upload_by_buffer(CONTENT).file_id
        assert client.download_to_buffer(file_id) == CONTENT

    assert len(small_cluster.storages[0].files()) == 5


def test_servers_that_cut_idle_connections_are_not_noticed(small_cluster, connected):
    """Real ones do it after `network_timeout`."""
    client = connected(small_cluster.trackers)
    file_id = client.upload_by_buffer(CONTENT).file_id

    for _ in range(3):
        for server in (small_cluster.storages[0], small_cluster.trackers_[0]):
            server.cut_connections()
        small_cluster.wait_until_ready()
        assert client.download_to_buffer(file_id) == CONTENT


def test_connections_are_used_again(small_cluster, connected):
    client = connected(small_cluster.trackers)

    for _ in range(20):
        client.file_info(client.upload_by_buffer(CONTENT).file_id)

    assert small_cluster.storages[0].connections == 1
    assert small_cluster.trackers_[0].connections == 1 + len(small_cluster.storages)
