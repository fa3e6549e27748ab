"""What the client does with a cluster that works: our own of both address sizes, and a real one where there is one."""

import io
import socket
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from utils.fastdfs import BadArgument, FastDFSClient, NotFound, Refused, SourceChanged

pytestmark = pytest.mark.once

SIZES = [1, 9, 10, 255, 4096, 256 * 1024 - 25, 256 * 1024, 256 * 1024 + 1, 1_000_000]


@pytest.mark.parametrize("size", SIZES)
def test_bytes_come_back_as_they_went(client, noise, size):
    content = noise(size)

    uploaded = client.upload_by_buffer(content, file_ext_name="jpg")

    assert client.download_to_buffer(uploaded.file_id) == content
    assert uploaded.size == size


def test_empty_file_is_stored_and_read(client):
    uploaded = client.upload_by_buffer(b"")

    assert client.download_to_buffer(uploaded.file_id) == b""
    assert client.file_info(uploaded.file_id).size == 0


def test_file_id_is_of_a_group_and_keeps_the_extension(client, noise):
    uploaded = client.upload_by_buffer(noise(9), file_ext_name="png")

    group, path, *folders, name = uploaded.file_id.split("/")
    assert (group, path, len(folders)) == (uploaded.group_name, "M00", 2)
    assert (len(name), name[-4:]) == (34, ".png")


@pytest.mark.parametrize(("extension", "ending"), [(None, ""), ("", ""), ("abcdef", ".abcdef"), ("a-_1", ".a-_1")])
def test_extension_may_be_left_out_or_odd(client, noise, extension, ending):
    file_id = client.upload_by_buffer(noise(9), file_ext_name=extension).file_id

    assert file_id.endswith(ending)
    assert len(client.download_to_buffer(file_id)) == 9


@pytest.mark.parametrize("extension", ["toolong", "a/b", "图", "a b", "a\0"])
def test_extension_that_would_be_cut_is_refused_at_once(client, extension):
    with pytest.raises(BadArgument):
        client.upload_by_buffer(b"x", file_ext_name=extension)


def test_open_file_is_stored_from_where_it_stands(client, noise):
    content = noise(700_000)
    file = io.BytesIO(content)
    file.seek(100_000)

    whole_rest = client.upload_by_file(file, file_ext_name="webp")
    file.seek(100_000)
    some = client.upload_by_file(file, 300_000)

    assert client.download_to_buffer(whole_rest.file_id) == content[100_000:]
    assert client.download_to_buffer(some.file_id) == content[100_000:400_000]


def test_file_that_cannot_seek_is_stored(client, noise):
    content = noise(600_000)

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    uploaded = client.upload_by_file(Pipe(content), len(content))

    assert client.download_to_buffer(uploaded.file_id) == content


def test_file_that_ends_too_early_leaves_nothing_behind(client, noise):
    content = noise(300_000)

    with pytest.raises(SourceChanged):
        client.upload_by_file(io.BytesIO(content), 300_001)

    assert client.download_to_buffer(client.upload_by_buffer(content).file_id) == content


def test_local_file_goes_up_and_comes_down(client, noise, tmp_path):
    there, back = tmp_path / "picture.gif", tmp_path / "back"
    there.write_bytes(noise(500_000))

    uploaded = client.upload_by_filename(there)
    downloaded = client.download_to_file(back, uploaded.file_id)

    assert back.read_bytes() == there.read_bytes()
    assert (uploaded.file_id[-4:], uploaded["Remote file_id"], downloaded.size) == (".gif", uploaded.file_id, 500_000)


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 0), (0, 1), (1, 0), (999_999, 0), (250_000, 500_000), (999_990, 100), (0, 1_000_000)],
)
def test_part_of_a_file_is_read(client, noise, offset, length):
    content = noise(1_000_000)
    file_id = client.upload_by_buffer(content).file_id

    part = client.download_to_buffer(file_id, offset, length)
    pieces = list(client.download_chunks(file_id, offset, length))

    assert part == b"".join(pieces) == content[offset : offset + length if length else None]
    assert max(map(len, pieces)) <= 256 * 1024


def test_offset_behind_the_end_is_refused(client):
    file_id = client.upload_by_buffer(b"hello").file_id

    with pytest.raises(Refused) as refused:
        client.download_to_buffer(file_id, 6)

    assert refused.value.status == 22


def test_iterator_that_is_left_early_spoils_nothing(client, noise):
    content = noise(1_000_000)
    file_id = client.upload_by_buffer(content).file_id

    for _ in range(3):
        chunks = client.download_chunks(file_id)
        next(chunks)
        chunks.close()

    assert client.download_to_buffer(file_id) == content


@pytest.mark.parametrize("content", [b"hello", b"a", b"\xff" * 10_000, bytes(range(256)) * 500])
def test_facts_of_a_file_are_true(client, content):
    before = datetime.now(UTC) - timedelta(seconds=5)
    uploaded = client.upload_by_buffer(content)

    facts = client.file_info(uploaded.file_id)

    assert (facts.size, facts.crc32) == (len(content), zlib.crc32(content))
    assert before < facts.created_at < datetime.now(UTC) + timedelta(seconds=5)
    assert facts.source_ip == uploaded.storage_ip


def test_both_halves_of_the_crcs_are_met():
    assert {zlib.crc32(content) >> 31 for content in (b"hello", b"a", b"\xff" * 10_000)} == {0, 1}


def test_deleted_file_is_gone_for_everyone(client, noise):
    file_id = client.upload_by_buffer(noise(1000)).file_id

    deleted = client.delete_file(file_id)

    assert deleted.file_id == file_id
    for question in (client.download_to_buffer, client.download_chunks, client.file_info, client.delete_file):
        with pytest.raises(NotFound):
            question(file_id)


def test_other_files_survive_a_deletion(client, noise):
    content = noise(1000)
    first, second = (client.upload_by_buffer(content).file_id for _ in range(2))

    client.delete_file(first)

    assert client.download_to_buffer(second) == content


def test_group_that_does_not_exist_is_said_so(client):
    stranger = "group77/M00/00/00/fwAAAWsEbO-AVPRFAAAABTYQpoY993.jpg"

    with pytest.raises(NotFound):
        client.download_to_buffer(stranger)
    with pytest.raises(NotFound):
        client.list_one_group("group77")


@pytest.mark.parametrize(
    "file_id",
    ["", "group1", "group1/", "group1/x.jpg", "a/b/c", "group1/M00/00/00/../../../etc/passwd", "group1/M00/00/00/a\0"],
)
def test_text_that_is_no_file_id_never_reaches_a_server(client, file_id):
    for question in (client.download_to_buffer, client.file_info, client.delete_file):
        with pytest.raises(BadArgument):
            question(file_id)


def test_metadata_are_kept_replaced_and_added_to(client, noise):
    file_id = client.upload_by_buffer(noise(9), meta_dict={"width": "10", "标题": "图"}).file_id
    first = client.get_meta_data(file_id)
    client.set_meta_data(file_id, {"height": "20", "width": "11"}, op_flag="M")
    merged = client.get_meta_data(file_id)
    client.set_meta_data(file_id, {"only": "this"})

    assert first == {"width": "10", "标题": "图"}
    assert merged == {"width": "11", "标题": "图", "height": "20"}
    assert client.get_meta_data(file_id) == {"only": "this"}


def test_file_without_metadata_has_none(client, noise):
    file_id = client.upload_by_buffer(noise(9)).file_id

    assert client.get_meta_data(file_id) == {}


def test_group_can_be_asked_for(client, noise):
    group = client.list_all_groups()["Groups"][0].group_name

    uploaded = client.upload_by_buffer(noise(9), group_name=group)

    assert uploaded.group_name == group


def test_status_names_trackers_groups_and_servers(client, trackers):
    status = client.status()

    assert [(each.address, each.is_reachable) for each in status.trackers] == [(each, True) for each in trackers]
    assert status.is_writable
    for group in status.groups:
        active = [each for each in group.storages if each.is_active]
        assert len(group.storages) == group.storage_count
        assert len(active) == group.readable_count >= 1
        assert all(each.version.startswith("6.") and 0 < each.free_mb <= each.total_mb for each in active)


def test_status_says_which_tracker_is_away(trackers):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"127.0.0.1:{nobody.getsockname()[1]}"
        client = FastDFSClient([*trackers, away])

        status = client.status()
        client.close()

    assert [each.is_reachable for each in status.trackers] == [True] * len(trackers) + [False]
    assert status.is_writable
