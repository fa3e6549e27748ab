"""An independent second client, py3Fdfs: what the one stores, the other reads. It knows answers of 40 bytes alone;
its metadata and its offsets do not work in Python 3."""

import socket

import pytest

from tests.fastdfs_cluster import cluster, wire
from utils.fastdfs import NotFound
from utils.fastdfs.tests.conftest import REAL

# It leaves its sockets to the garbage collector.
pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def _answers_with_ipv4(tracker):
    host, _, port = tracker.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=5) as connection:
        connection.sendall(wire.HEADER.pack(0, wire.STORE, 0))
        return wire.HEADER.unpack(connection.recv(wire.HEADER.size, socket.MSG_WAITALL))[0] == 40


KINDS = ["ours", *(["real"] if REAL and _answers_with_ipv4(REAL[0]) else [])]
CONTENTS = [b"x", b"hello" * 2000, bytes(range(256)) * 4000]


@pytest.fixture(params=KINDS)
def trackers(request):
    if request.param == "real":
        yield REAL
        return
    with cluster() as it:
        yield it.trackers


@pytest.fixture
def other(trackers):
    from fdfs_client.client import Fdfs_client

    host, _, port = trackers[0].rpartition(":")
    client = Fdfs_client({"host_tuple": (host,), "port": int(port), "timeout": 5, "name": "trackers"})
    yield client
    client.tracker_pool.destroy()


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_other_client_reads_what_ours_stored(client, other, content):
    file_id = client.upload_by_buffer(content, file_ext_name="jpg").file_id

    found = other.download_to_buffer(file_id.encode())

    assert found["Content"] == content


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_ours_reads_what_the_other_stored(client, other, content):
    file_id = other.upload_by_buffer(content, file_ext_name="png")["Remote file_id"].decode()

    assert client.download_to_buffer(file_id) == content
    assert client.file_info(file_id).size == len(content)
    assert file_id.endswith(".png")


def test_what_the_one_deletes_is_gone_for_the_other(client, other):
    ours, theirs = client.upload_by_buffer(b"x").file_id, other.upload_by_buffer(b"x")["Remote file_id"].decode()

    other.delete_file(ours.encode())
    client.delete_file(theirs)

    with pytest.raises(NotFound):
        client.file_info(ours)
    with pytest.raises(Exception, match="No such file"):
        other.download_to_buffer(theirs.encode())


def test_results_have_the_same_names(client, other, tmp_path):
    ours, theirs = client.upload_by_buffer(b"x"), other.upload_by_buffer(b"x")
    down = client.download_to_file(tmp_path / "ours", ours.file_id)
    their_down = other.download_to_file(str(tmp_path / "theirs"), ours.file_id.encode())

    assert set(ours) == set(theirs)
    assert set(down) == set(their_down)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes() == b"x"
