"""What the contract tests do not ask: shapes, local files, repeats, and what the errors say."""

import io
import logging
import socket
import threading

import pytest

from tests.fastdfs_cluster import cluster, wire
from utils.fastdfs import (
    BadAnswer,
    BadArgument,
    FastDFSClient,
    FastDFSError,
    NotFound,
    Refused,
    SourceChanged,
    TimedOut,
    Unavailable,
)
from utils.fastdfs.results import size_text
from utils.fastdfs.sources import FileSource
from utils.fastdfs.tests.answering import saying

pytestmark = pytest.mark.once

CONTENT = bytes(range(256)) * 20
LARGE = bytes(range(256)) * 12_000  # 3 MB: more than a piece


@pytest.fixture
def it():
    with cluster() as it:
        yield it


@pytest.fixture
def client(it):
    client = FastDFSClient(it.trackers, timeout=5)
    yield client
    client.close()


def test_results_are_those_of_fdfs_client_too(client, tmp_path):
    path = tmp_path / "picture.jpg"
    path.write_bytes(CONTENT)

    stored = client.upload_by_filename(path, {"width": "160"})
    copied = client.download_to_file(tmp_path / "copy", stored.file_id)
    deleted = client.delete_file(stored.file_id)

    assert dict(stored) == {
        "Group name": "group1",
        "Remote file_id": stored.file_id,
        "Status": "Upload successed.",
        "Local file name": str(path),
        "Uploaded size": "5.0KB",
        "Storage IP": stored.storage_ip,
    }
    assert (stored.size, stored.file_id[-4:]) == (5120, ".jpg")
    assert dict(copied) == {
        "Remote file_id": stored.file_id,
        "Content": str(tmp_path / "copy"),
        "Download size": "5.0KB",
        "Storage IP": stored.storage_ip,
    }
    assert deleted == ("Delete file successed.", stored.file_id, stored.storage_ip)


@pytest.mark.parametrize(("name", "end"), [("a.tar.gz", ".gz"), ("README", ""), ("notes.markdown", ""), ("图.图", "")])
def test_extension_of_a_local_file_is_kept_where_it_can_be(client, tmp_path, name, end):
    (tmp_path / name).write_bytes(CONTENT)

    file_id = client.upload_by_filename(tmp_path / name).file_id

    assert file_id[file_id.rindex("/") :].partition(".")[2] == end[1:]


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0B"), (1023, "1023B"), (1024, "1.0KB"), (5_000_000, "4.8MB"), (1 << 43, "8192.0GB")]
)
def test_sizes_are_written_for_people(size, text):
    assert size_text(size) == text


@pytest.mark.parametrize("trackers", [[], ["tracker"], ["10.0.0.1:22122", ""]])
def test_client_without_proper_trackers_is_refused(trackers):
    with pytest.raises(BadArgument):
        FastDFSClient(trackers)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.upload_by_buffer(b"x", "toolong"),
        lambda client: client.upload_by_buffer(b"x", group_name="group 1"),
        lambda client: client.upload_by_buffer(b"x", meta_dict={"a\1b": "c"}),
        lambda client: client.upload_by_file(io.BytesIO(b"x"), -1),
        lambda client: client.download_to_buffer("../../etc/passwd"),
        lambda client: client.download_to_buffer("group1/M00/00/00/name.jpg", -1),
        lambda client: client.download_chunks("group1/M00/00/00/name.jpg", 0, -1),
        lambda client: client.file_info("media/picture.jpg"),
        lambda client: client.delete_file(""),
        lambda client: client.set_meta_data("group1/M00/00/00/name.jpg", {}, "X"),
        lambda client: client.list_one_group("group/1"),
    ],
)
def test_what_fastdfs_cannot_take_asks_no_server(it, client, call):
    with pytest.raises(BadArgument) as caught:
        call(client)

    assert isinstance(caught.value, ValueError)
    assert (it.storages[0].connections, it.trackers_[0].requests[wire.STORE]) == (0, 0)


def test_file_that_is_shorter_than_announced_is_not_stored(it, client):
    with pytest.raises(SourceChanged, match="ended before the 6000 bytes"):
        client.upload_by_file(io.BytesIO(CONTENT), 6000)

    assert client.upload_by_file(io.BytesIO(CONTENT), 5000).size == 5000
    assert [path.stat().st_size for path in it.storages[0].files()] == [5000]


def test_fault_of_a_local_file_comes_through_and_nothing_is_stored(it, client):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 2_000_000:
                raise OSError(5, "the disk is broken")
            return super().read(size)

    with pytest.raises(OSError, match="the disk is broken") as caught:
        client.upload_by_file(Broken(LARGE))

    assert not isinstance(caught.value, FastDFSError)
    assert it.storages[0].files() == []
    assert client.upload_by_buffer(CONTENT).size == len(CONTENT)


def test_file_that_cannot_seek_needs_a_size():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(BadArgument):
        FileSource(Pipe(b"x"), None)
    source = FileSource(Pipe(b"xyz"), 3)

    assert (source.can_repeat, b"".join(source.pieces()), source.can_repeat) == (True, b"xyz", False)


def test_file_is_read_from_where_it_stands_in_whatever_portions():
    class Trickling(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7))

    file = Trickling(CONTENT)
    file.seek(100)
    source = FileSource(file, None)

    assert [b"".join(source.pieces()) for _ in range(2)] == [CONTENT[100:]] * 2
    assert source.size == len(CONTENT) - 100


def test_upload_on_a_kept_connection_that_is_lost_is_repeated(it, client):
    """At worst the first was stored, too: nobody knows its name, and nothing is lost."""
    client.upload_by_buffer(CONTENT)
    it.storages[0].fault("silent_storing", command=wire.UPLOAD, times=1)

    file_id = client.upload_by_buffer(CONTENT).file_id

    assert client.download_to_buffer(file_id) == CONTENT
    assert it.storages[0].requests[wire.UPLOAD] == len(it.storages[0].files()) == 3


def test_upload_that_cannot_be_read_again_is_not_repeated(it, client):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    client.upload_by_buffer(CONTENT)
    it.storages[0].fault("close_in_upload", times=1)

    with pytest.raises(Unavailable):
        client.upload_by_file(Pipe(LARGE), len(LARGE))

    assert it.storages[0].requests[wire.UPLOAD] == 2


@pytest.mark.parametrize(
    ("fault", "may_be_done"), [("silent_storing", True), ("hang_before_header", True), ("status", False)]
)
def test_error_of_an_upload_says_whether_it_may_have_been_stored(it, fault, may_be_done):
    client = FastDFSClient(it.trackers, timeout=0.2)
    it.storages[0].fault(fault, command=wire.UPLOAD)

    with pytest.raises((Unavailable, Refused)) as caught:
        client.upload_by_buffer(CONTENT)

    assert caught.value.may_be_done == may_be_done


def test_deletion_that_was_done_without_an_answer_succeeds(it, client):
    file_id = client.upload_by_buffer(CONTENT).file_id
    it.storages[0].fault("silent_storing", command=wire.DELETE, times=1)

    assert client.delete_file(file_id).file_id == file_id
    with pytest.raises(NotFound):
        client.delete_file(file_id)


def test_file_whose_metadata_are_refused_is_removed(it, client):
    it.storages[0].fault("status", status=28, command=wire.SET_METADATA)

    with pytest.raises(Refused):
        client.upload_by_buffer(CONTENT, "jpg", {"width": "160"})

    assert it.storages[0].files() == []


@pytest.mark.parametrize("existing", [None, b"before"])
def test_download_to_a_file_leaves_nothing_when_it_breaks_off(it, client, tmp_path, existing):
    path = tmp_path / "copy"
    if existing:
        path.write_bytes(existing)
    file_id = client.upload_by_buffer(LARGE).file_id
    it.storages[0].fault("half_then_close", command=wire.DOWNLOAD)

    with pytest.raises(Unavailable):
        client.download_to_file(path, file_id)

    assert [each.read_bytes() for each in tmp_path.iterdir()] == [existing] * bool(existing)


def test_download_that_nobody_reads_closes_its_connection(it, client):
    file_id = client.upload_by_buffer(LARGE).file_id

    pieces = client.download_chunks(file_id)
    del pieces
    pieces = client.download_chunks(file_id)
    next(pieces)
    pieces.close()

    assert client.download_to_buffer(file_id) == LARGE
    assert it.storages[0].connections == 3


def test_part_that_is_longer_than_asked_for_is_not_believed(it, client):
    file_id = client.upload_by_buffer(CONTENT).file_id
    it.storages[0].fault("wrong_size", size=200, command=wire.DOWNLOAD)

    with pytest.raises(BadAnswer, match="sends 200 bytes"):
        client.download_to_buffer(file_id, 0, 100)


def test_unknown_group_is_not_found(client):
    file_id = client.upload_by_buffer(CONTENT).file_id.replace("group1", "group9")

    with pytest.raises(NotFound, match="no FastDFS group group9"):
        client.file_info(file_id)
    with pytest.raises(NotFound):
        client.list_one_group("group9")


def test_status_names_each_tracker_and_what_it_knows(it, client):
    silent = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{silent.getsockname()[1]}"
    with FastDFSClient([*it.trackers, address], connect_timeout=0.1) as both, silent:
        status = both.status()

    assert [(tracker.address, tracker.is_reachable) for tracker in status.trackers] == [
        (it.trackers[0], True),
        (address, False),
    ]
    assert status.trackers[1].error == f"{address} did not answer within 0.1 seconds."
    assert [[server.status for server in group.storages] for group in status.groups] == [["ACTIVE"]]
    assert status.is_writable


def test_status_without_any_tracker_is_empty():
    with FastDFSClient(["127.0.0.1:1"]) as client:
        status = client.status()

    assert (status.groups, status.is_writable, status.trackers[0].is_reachable) == ((), False, False)
    assert status.error.startswith("No FastDFS tracker can answer. 127.0.0.1:1 cannot be reached")


def test_tracker_that_refuses_is_passed_over():
    with cluster(trackers=2) as it, FastDFSClient(it.trackers) as client:
        it.trackers_[0].fault("status", status=16)

        assert [client.upload_by_buffer(CONTENT).size for _ in range(4)] == [len(CONTENT)] * 4


def test_tracker_cannot_send_the_client_to_a_name(it):
    """A name would be looked up, and leave the house."""
    body = b"group1".ljust(16, b"\0") + b"example.org".ljust(15, b"\0") + (80).to_bytes(8) + b"\0"
    answer = len(body).to_bytes(8) + b"\x64\0" + body
    with (
        saying(answer) as address,
        FastDFSClient([str(address)]) as client,
        pytest.raises(Unavailable, match=r"its answer holds 'example\.org' instead of an address"),
    ):
        client.upload_by_buffer(CONTENT)


def test_client_may_be_used_after_it_was_closed(it, client):
    first = client.upload_by_buffer(CONTENT).file_id

    client.close()

    assert client.download_to_buffer(first) == CONTENT


def test_nothing_is_printed_and_nothing_ends_the_process(it, client, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    it.stop()

    with pytest.raises(Unavailable):
        client.upload_by_buffer(CONTENT)

    assert (tuple(capfd.readouterr()), caplog.records) == (("", ""), [])


def test_many_threads_meet_a_dead_server_without_waiting_for_each_other(it):
    """Sixteen time-outs at once take as long as one."""
    client = FastDFSClient(it.trackers, timeout=0.3)
    it.storages[0].fault("hang_before_header", command=wire.UPLOAD)
    errors, started = [], threading.Barrier(17)

    def upload():
        started.wait()
        try:
            client.upload_by_buffer(CONTENT)
        except TimedOut as error:
            errors.append(error)

    threads = [threading.Thread(target=upload) for _ in range(16)]
    for thread in threads:
        thread.start()
    started.wait()
    for thread in threads:
        thread.join(timeout=5)

    assert len(errors) == 16
