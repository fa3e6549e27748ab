"""The bytes of answers, on our cluster and on a real one: it is no use to please servers that nobody has."""

import zlib

import pytest

from tests.fastdfs_cluster import wire
from tests.fastdfs_cluster.asking import ask, storage_of

pytestmark = pytest.mark.once

GROUP = b"group1".ljust(16, b"\0")
NOBODY = b"nobody".ljust(16, b"\0")
ABSENT = GROUP + b"M00/00/00/fwAAAWsEbO-AVPRFAAAABTYQpoY993.jpg"
ENOENT, EINVAL = 2, 22


def _upload(content=b"hello", extension=b"jpg", path=0, size=None):
    return bytes([path]) + wire.LONG.pack(len(content) if size is None else size) + extension.ljust(6, b"\0") + content


def _part(offset, length, file):
    return wire.LONG.pack(offset) + wire.LONG.pack(length) + file


def _metadata(flag, content, file):
    return wire.LONG.pack(len(file) - 16) + wire.LONG.pack(len(content)) + flag + file + content


@pytest.fixture
def tracker(trackers):
    return trackers[0]


@pytest.fixture
def storage(tracker):
    return storage_of(tracker)


@pytest.fixture
def file(storage):
    """Group and name of a file with 5 bytes."""
    return ask(storage, wire.UPLOAD, _upload()).body


TRACKER_REFUSALS = {
    "active test with a body": (wire.ACTIVE_TEST, b"x", EINVAL),
    "unknown command": (200, b"", EINVAL),
    "store with a body": (wire.STORE, b"x", EINVAL),
    "store in no group": (wire.STORE_IN_GROUP, NOBODY, ENOENT),
    "store in half a group": (wire.STORE_IN_GROUP, b"group1", EINVAL),
    "list groups with a body": (wire.LIST_GROUPS, b"x", EINVAL),
    "list no group": (wire.LIST_ONE_GROUP, NOBODY, ENOENT),
    "list storages of no group": (wire.LIST_STORAGES, NOBODY, ENOENT),
    "list half a group": (wire.LIST_STORAGES, b"group1", EINVAL),
    "list an unknown storage": (wire.LIST_STORAGES, GROUP + b"1.2.3.4", ENOENT),
    "fetch from no group": (wire.FETCH_ONE, NOBODY + ABSENT[16:], ENOENT),
    "fetch a short name": (wire.FETCH_ONE, GROUP + b"M00/00/00/ab", EINVAL),
    "fetch a long name": (wire.FETCH_ALL, ABSENT + b"x" * 100, EINVAL),
    "update in no group": (wire.UPDATE, NOBODY + ABSENT[16:], ENOENT),
}
STORAGE_REFUSALS = {
    "active test with a body": (wire.ACTIVE_TEST, b"x", EINVAL),
    "unknown command": (200, b"abc", EINVAL),
    "upload to another disk": (wire.UPLOAD, _upload(path=5), EINVAL),
    "upload with a space": (wire.UPLOAD, _upload(extension=b"a b"), EINVAL),
    "upload with a slash": (wire.UPLOAD, _upload(extension=b"a/b"), EINVAL),
    "upload with too small a size": (wire.UPLOAD, _upload(size=4), EINVAL),
    "upload with a negative size": (wire.UPLOAD, _upload(size=-1), EINVAL),
    "upload of nothing": (wire.UPLOAD, b"\0", EINVAL),
    "download what is absent": (wire.DOWNLOAD, _part(0, 0, ABSENT), ENOENT),
    "download without a name": (wire.DOWNLOAD, _part(0, 0, GROUP), EINVAL),
    "download from another group": (wire.DOWNLOAD, _part(0, 0, NOBODY + ABSENT[16:]), EINVAL),
    "describe what is absent": (wire.FILE_INFO, ABSENT, ENOENT),
    "describe a long name": (wire.FILE_INFO, ABSENT + b"x" * 100, EINVAL),
    "climb out": (wire.FILE_INFO, GROUP + b"M00/00/00/../../../../etc/passwd", EINVAL),
    "another disk": (wire.FILE_INFO, ABSENT.replace(b"M00", b"M07"), EINVAL),
    "delete what is absent": (wire.DELETE, ABSENT, ENOENT),
    "metadata of what is absent": (wire.GET_METADATA, ABSENT, ENOENT),
    "metadata for what is absent": (wire.SET_METADATA, _metadata(b"O", b"a\x02b", ABSENT), ENOENT),
}


@pytest.mark.parametrize("case", TRACKER_REFUSALS)
def test_tracker_refuses_and_stays(tracker, case):
    command, body, status = TRACKER_REFUSALS[case]

    reply = ask(tracker, command, body, watch=True)

    assert (reply.command, reply.status, reply.body, reply.is_closed) == (100, status, b"", False)


@pytest.mark.parametrize("case", STORAGE_REFUSALS)
def test_storage_refuses_and_hangs_up_when_it_did_not_understand(storage, case):
    command, body, status = STORAGE_REFUSALS[case]

    reply = ask(storage, command, body, watch=True)

    assert (reply.command, reply.status, reply.body, reply.is_closed) == (100, status, b"", status == EINVAL)


def test_addresses_have_one_of_two_sizes(tracker, file):
    stored = len(ask(tracker, wire.STORE).body)
    fetched = len(ask(tracker, wire.FETCH_ONE, file).body)
    listed = len(ask(tracker, wire.LIST_STORAGES, GROUP).body)

    assert (stored, fetched) in ((40, 39), (70, 69))
    assert listed % wire.storage_record("ipv4" if stored == 40 else "ipv6").size == 0
    assert len(ask(tracker, wire.LIST_GROUPS).body) % wire.GROUP_RECORD.size == 0
    assert (len(ask(tracker, wire.STORE_ALL).body) - 17) % (stored - 17) == 0
    assert ask(tracker, wire.UPDATE, file).status == ask(tracker, wire.STORE_IN_GROUP_ALL, GROUP).status == 0


def test_name_holds_where_and_what_it_is(storage, file):
    """Base64 of address, second, size with a mark, CRC32; then digits up to the extension."""
    group, name = file[:16], file[16:]

    reply = ask(storage, wire.FILE_INFO, file)
    size, _, crc32 = (wire.LONG.unpack(reply.body[start : start + 8])[0] for start in (0, 8, 16))

    assert (group, len(name), name[-4:]) == (GROUP, 44, b".jpg")
    assert (size, crc32) == (5, zlib.crc32(b"hello"))
    assert wire.text(reply.body[24:]) == storage.rpartition(":")[0]
    assert len(reply.body) in (40, 70)


def test_crc_keeps_its_sign(storage):
    content = b"a"  # whose CRC32 has its highest bit set
    file = ask(storage, wire.UPLOAD, _upload(content)).body

    crc32 = wire.LONG.unpack(ask(storage, wire.FILE_INFO, file).body[16:24])[0]

    assert (crc32, crc32 & 0xFFFFFFFF) == (zlib.crc32(content) - (1 << 32), zlib.crc32(content))


@pytest.mark.parametrize(
    ("offset", "length", "status", "content"),
    [
        (0, 0, 0, b"hello"),
        (2, 2, 0, b"ll"),
        (4, 9, 0, b"o"),
        (5, 0, EINVAL, b""),
        (-1, 0, EINVAL, b""),
        (0, -1, EINVAL, b""),
    ],
)
def test_part_of_a_file(storage, file, offset, length, status, content):
    reply = ask(storage, wire.DOWNLOAD, _part(offset, length, file))

    assert (reply.status, reply.body) == (status, content)


def test_empty_file_can_be_stored_but_not_read(storage):
    file = ask(storage, wire.UPLOAD, _upload(b"")).body

    assert ask(storage, wire.FILE_INFO, file).body[:8] == bytes(8)
    assert ask(storage, wire.DOWNLOAD, _part(0, 0, file)).status == EINVAL


def test_metadata_are_sorted_merged_and_removed(storage, file):
    answers = [ask(storage, wire.GET_METADATA, file)]
    for flag, content in ((b"O", b"b\x022\x01a\x021"), (b"M", b"c\x023\x01a\x024"), (b"M", b""), (b"X", b"a\x021")):
        ask(storage, wire.SET_METADATA, _metadata(flag, content, file))
        answers.append(ask(storage, wire.GET_METADATA, file))
    ask(storage, wire.SET_METADATA, _metadata(b"O", b"", file))
    answers.append(ask(storage, wire.GET_METADATA, file))

    merged = b"a\x024\x01b\x022\x01c\x023"
    assert [each.status for each in answers] == [ENOENT, 0, 0, 0, 0, ENOENT]
    assert [each.body for each in answers] == [b"", b"a\x021\x01b\x022", merged, merged, merged, b""]


def test_file_is_deleted_once(storage, file):
    ask(storage, wire.SET_METADATA, _metadata(b"O", b"a\x021", file))

    statuses = [ask(storage, command, file).status for command in (wire.DELETE, wire.DELETE, wire.GET_METADATA)]

    assert statuses == [0, ENOENT, ENOENT]


def test_name_ends_at_a_zero_byte(storage, file):
    """C strings: a client that lets one through deletes another file than it meant."""
    assert ask(storage, wire.DELETE, file + b"\0abc").status == 0
    assert ask(storage, wire.FILE_INFO, file).status == ENOENT
