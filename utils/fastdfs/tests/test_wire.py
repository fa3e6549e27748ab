"""Bytes out and bytes in, without a server: sizes, limits, and whatever a broken server may say."""

import contextlib
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from utils.fastdfs import BadAnswer, BadArgument
from utils.fastdfs.cluster_records import read_groups, read_servers
from utils.fastdfs.wire import (
    Address,
    Command,
    FileId,
    Target,
    extension_of,
    packed,
    packed_download,
    packed_group,
    packed_metadata,
    packed_metadata_change,
    packed_upload,
    read_file_info,
    read_header,
    read_holders,
    read_metadata,
    read_nothing,
    read_stored,
    read_targets,
)

pytestmark = pytest.mark.once

NAME = "M00/00/0A/wKgAAmsEcImAeeUAAExLQPfvjtU207.jpg"
FILE = FileId("group1", NAME)
GROUP = b"group1".ljust(16, b"\0")
IPV4 = b"192.168.0.2".ljust(15, b"\0") + struct.pack(">q", 23000)
IPV6 = b"fd00::2".ljust(45, b"\0") + struct.pack(">q", 23001)
ANSWERS = {
    "store ipv4": (read_targets, GROUP + IPV4 + b"\3"),
    "store ipv6": (read_targets, GROUP + IPV6 + b"\3"),
    "fetch ipv4": (read_holders, GROUP + IPV4),
    "fetch ipv6": (read_holders, GROUP + IPV6),
    "stored": (read_stored, GROUP + NAME.encode()),
    "file ipv4": (read_file_info, struct.pack(">qqq16s", 5, 1_800_000_000, -1, b"192.168.0.2")),
    "file ipv6": (read_file_info, struct.pack(">qqq46s", 5, 1_800_000_000, -1, b"fd00::2")),
    "groups": (read_groups, GROUP + bytes(97)),
    "servers": (read_servers, bytes(487)),
}
# what else may be read: nothing at all, a group of an old tracker, an address of the other kind
SIZES_OF_OTHERS = {"groups": (0, 105), "servers": (0,), "file ipv6": (40,)}


def test_requests_have_the_sizes_that_servers_expect():
    target = Target("group1", Address("192.168.0.2", 23000), 3)

    assert packed(Command.ACTIVE_TEST) == bytes(8) + b"\x6f\0"
    assert packed_group("group1") == GROUP
    assert packed_upload(target, size=1000, extension="jpg") == (
        struct.pack(">qBB", 1015, 11, 0) + b"\3" + struct.pack(">q", 1000) + b"jpg\0\0\0"
    )
    assert packed_download(FILE, offset=7, length=9) == (
        struct.pack(">qBBqq", 16 + 16 + 44, 14, 0, 7, 9) + GROUP + NAME.encode()
    )
    assert packed_metadata_change(FILE, b"a\2b", flag="M") == (
        struct.pack(">qBBqq", 17 + 16 + 44 + 3, 13, 0, 44, 3) + b"M" + GROUP + NAME.encode() + b"a\2b"
    )


def test_answers_are_read_in_both_sizes_of_addresses():
    assert read_targets(GROUP + IPV4 + b"\3") == [Target("group1", Address("192.168.0.2", 23000), 3)]
    assert read_targets(GROUP + IPV6 * 2 + b"\0") == [Target("group1", Address("fd00::2", 23001), 0)] * 2
    assert read_holders(GROUP + IPV4 * 3) == [Address("192.168.0.2", 23000)] * 3
    assert read_holders(GROUP + IPV6) == [Address("fd00::2", 23001)]
    assert read_file_info(ANSWERS["file ipv6"][1]) == (5, 1_800_000_000, 0xFFFFFFFF, "fd00::2")
    assert read_stored(GROUP + NAME.encode()) == FILE


def test_23_servers_with_ipv6_are_not_taken_for_53_with_ipv4():
    assert read_holders(GROUP + IPV6 * 23) == [Address("fd00::2", 23001)] * 23
    assert read_holders(GROUP + IPV4 * 32) == [Address("192.168.0.2", 23000)] * 32


@pytest.mark.parametrize(
    ("read", "body"), [(read_targets, IPV4 + b"\3"), (read_holders, IPV4), (read_stored, NAME.encode())]
)
def test_answer_about_another_group_is_not_believed(read, body):
    read(GROUP + body, "group1")

    with pytest.raises(BadAnswer, match="about group1 instead of group2"):
        read(GROUP + body, "group2")


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_that_is_cut_anywhere_is_none(name):
    read, answer = ANSWERS[name]
    read(answer)

    for end in range(len(answer)):
        if end in SIZES_OF_OTHERS.get(name, ()):
            continue
        with pytest.raises(BadAnswer):
            read(answer[:end])


@given(st.binary(max_size=200))
@example(GROUP + b"not an address!" + struct.pack(">q", 23000))
@example(GROUP + b"10.0.0.1".ljust(15, b"\0") + struct.pack(">q", 1 << 40))
@example(struct.pack(">qqq16s", -1, 0, 0, b""))
@example(GROUP + b"../../../etc/passwd")
def test_rubbish_is_said_to_be_rubbish(body):
    for read in (read_targets, read_holders, read_stored, read_file_info, read_groups, read_servers, read_nothing):
        with contextlib.suppress(BadAnswer):
            read(body)
    assert isinstance(read_metadata(body), dict)


@given(st.binary(min_size=10, max_size=10))
@example(struct.pack(">qBB", -1, 100, 0))
@example(struct.pack(">qBB", 0, 99, 0))
def test_header_is_that_of_an_answer_or_rubbish(header):
    length, command, status = struct.unpack(">qBB", header)

    if command == 100 and length >= 0:
        assert read_header(header) == (length, status)
    else:
        with pytest.raises(BadAnswer):
            read_header(header)


_TEXTS = st.text(st.characters(exclude_characters="\0\1\2", codec="utf-8"))


@given(
    st.dictionaries(
        _TEXTS.filter(lambda text: 0 < len(text.encode()) <= 64), _TEXTS.filter(lambda text: len(text.encode()) <= 256)
    )
)
def test_metadata_come_back(metadata):
    assert read_metadata(packed_metadata(metadata)) == metadata


@pytest.mark.parametrize(("name", "text"), [("", "x"), ("n" * 65, "x"), ("n", "x" * 257), ("a\1", "x"), ("n", "a\2b")])
def test_metadata_that_would_be_cut_are_refused(name, text):
    with pytest.raises(BadArgument):
        packed_metadata({name: text})


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1:22122", ("10.0.0.1", 22122)),
        (" tracker.internal:1 ", ("tracker.internal", 1)),
        ("[fd00::1]:22122", ("fd00::1", 22122)),
    ],
)
def test_address_is_read_and_written(text, address):
    assert Address.of(text) == address
    assert str(Address.of(text)) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "tracker", "tracker:", ":22122", "tracker:0", "tracker:65536", "tracker:x", "t:²"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadArgument):
        Address.of(text)


NO_FILE_IDS = (
    *(
        "",
        "group1",
        NAME,
        f"/{NAME}",
        f"group1/../{NAME}",
        "group1/M00/00/00/",
        "group1/M00/00/00/..",
        f"{'g' * 17}/{NAME}",
    ),
    *(f"group1/{NAME}\n", f"group1/{NAME}/x", f"gröup/{NAME}", f"group1/M00/00/00/{'x' * 118}"),
)


@pytest.mark.parametrize("text", NO_FILE_IDS)
def test_what_is_no_file_id_is_refused(text):
    with pytest.raises(BadArgument):
        FileId.of(text)


def test_file_id_comes_back():
    assert FileId.of(f"group1/{NAME}") == FILE
    assert str(FILE) == f"group1/{NAME}"


def test_file_id_tells_where_and_when_the_file_was_born():
    by_number = "M00/00/00/rIYBAFxJYg2AY0nTAAAAAQAAAAA235.txt"  # AC 86 01 00: server 100,012

    assert FILE.born() == ({"192.168.0.2", str(192 + (168 << 8) + (2 << 24))}, 0x6B047089)
    assert "100012" in FileId("group1", by_number).born()[0]
    assert FileId("group1", "M00/00/00/name.jpg").born() == (set(), 0)


@pytest.mark.parametrize(("text", "kept"), [(None, ""), ("", ""), ("jpg", "jpg"), (".webp", "webp"), ("7z", "7z")])
def test_extension_is_kept_without_its_dot(text, kept):
    assert extension_of(text) == kept


@pytest.mark.parametrize("text", ["toolong", "a.b", "ä", "a/b", "a\0"])
def test_extension_that_fastdfs_does_not_keep_is_refused(text):
    with pytest.raises(BadArgument):
        extension_of(text)


def _group(*numbers):
    return b"group1".ljust(17, b"\0") + struct.pack(f">{len(numbers)}q", *numbers)


def test_groups_are_read_as_new_and_old_trackers_write_them():
    (new,) = read_groups(_group(1000, 600, 100, 0, 3, 23000, 2, 1, 0, 1, 256, 0))
    (old,) = read_groups(_group(1000, 600, 0, 3, 23000, 8888, 2, 0, 1, 256, 0))

    assert (
        (new.total_mb, new.free_mb, new.storage_count)
        == (old.total_mb, old.free_mb, old.storage_count)
        == (1000, 600, 3)
    )
    assert (new.readable_count, new.writable_count) == (2, 1)
    assert (old.readable_count, old.writable_count) == (2, 2)


@pytest.mark.parametrize("ip_size", [16, 46])
def test_servers_are_read_as_new_trackers_write_them(ip_size):
    record = struct.pack(
        f">BB16s{ip_size}s16s8s10q12s42qB",
        *(7, 3, b"100001", b"fd00::2", b"", b"6.16.1"),
        *(1, 2, 1000, 600, 100, 10, 1, 256, 0, 23000),
        *(bytes(12), *range(41), 1_800_000_000, 0),
    )

    first, second = read_servers(record * 2)

    assert (first.id, first.ip, first.port, first.version) == ("100001", "fd00::2", 23000, "6.16.1")
    assert (first.status, first.is_active, first.total_mb, first.free_mb) == ("ACTIVE", True, 1000, 600)
    assert first.last_heartbeat_at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert first == second


def test_servers_are_read_as_old_trackers_write_them():
    record = struct.pack(
        ">B16s16s128s16s6s10q12s42qB",
        *(5, b"10.0.0.2", b"10.0.0.2", b"", b"", b"6.06"),
        *(1, 2, 1000, 600, 10, 1, 256, 0, 23000, 8888),
        *(bytes(12), *range(41), 0, 0),
    )

    (server,) = read_servers(record)

    assert (server.id, server.ip, server.port, server.version) == ("10.0.0.2", "10.0.0.2", 23000, "6.06")
    assert (server.status, server.is_active, server.total_mb, server.free_mb) == ("OFFLINE", False, 1000, 600)
    assert server.last_heartbeat_at is None


def test_moment_that_cannot_be_is_rubbish():
    with pytest.raises(BadAnswer):
        read_servers(bytes(478) + struct.pack(">q", 1 << 62) + b"\0")
