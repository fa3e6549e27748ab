"""The bytes of the protocol: requests are packed here and answers are read, nothing is sent.

The facts come from the C sources of FastDFS 6.16: tracker/tracker_proto.h (commands, header, sizes of answers),
tracker/tracker_types.h (limits), tracker/tracker_proto.c (metadata, allowed names), client/tracker_client.c and
client/storage_client.c (order of fields), tracker/tracker_service.c (what a tracker answers). Numbers are big-endian,
texts end at the first zero byte. An address takes 15 bytes when a tracker answers for IPv4 and 45 for IPv6.
"""

import base64
import ipaddress
import re
import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple, Self

from .errors import BadAnswer, BadArgument

HEADER = struct.Struct(">qBB")  # length of the body, command, status
#: No answer but that to a download is longer; a larger one is not the protocol.
MOST_OF_AN_ANSWER = 1 << 20

_RESPONSE = 100
_GROUP_SIZE = 16
_NUMBER = struct.Struct(">q")
_UPLOAD = struct.Struct(">Bq6s")  # store path, bytes, extension
_RANGE = struct.Struct(">qq")
_ADDRESS_SIZES = (15, 45)
_FILE_INFO_ADDRESS_SIZES = (16, 46)
_MOST_SERVERS = 32  # of a group: FDFS_MAX_SERVERS_EACH_GROUP
_LONGEST_NAME = 127  # tracker_service.c and storage_service.c
_NEW_NAME_SIZES = (44, 60)  # of files on their own, and in trunks: FDFS_NORMAL_LOGIC_FILENAME_LENGTH, FDFS_TRUNK_…
_RECORD_END, _FIELD_END = b"\x01", b"\x02"  # common/fdfs_define.h
_GROUP = re.compile(r"[A-Za-z0-9]{1,16}")
_NAME = re.compile(r"M[0-9A-F]{2}/[0-9A-F]{2}/[0-9A-F]{2}/[A-Za-z0-9_-][A-Za-z0-9._-]*")
_EXTENSION = re.compile(r"[A-Za-z0-9_-]{0,6}")


class Command(IntEnum):
    """tracker/tracker_proto.h"""

    UPLOAD = 11
    DELETE = 12
    SET_METADATA = 13
    DOWNLOAD = 14
    GET_METADATA = 15
    FILE_INFO = 22
    LIST_ONE_GROUP = 90
    LIST_ALL_GROUPS = 91
    LIST_SERVERS = 92
    STORE_ONE = 101
    FETCH_ONE = 102
    UPDATE_ONE = 103
    STORE_ONE_OF_GROUP = 104
    FETCH_ALL = 105
    STORE_ALL = 106
    STORE_ALL_OF_GROUP = 107
    ACTIVE_TEST = 111


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def of(cls, text: str) -> Self:
        """From "10.0.0.1:22122", "tracker:22122" or "[::1]:22122". Raises BadArgument."""
        host, colon, port = text.strip().rpartition(":")
        host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise BadArgument(f"“{text}” is no address: a FastDFS server is given as host:port, or [IPv6]:port.")
        return cls(host, int(port))


class FileId(NamedTuple):
    """A file id in its two parts."""

    group: str
    name: str

    def __str__(self) -> str:
        return f"{self.group}/{self.name}"

    @classmethod
    def of(cls, text: str) -> Self:
        """From "group1/M00/00/00/….jpg". Raises BadArgument."""
        group, _, name = text.partition("/")
        if not (_GROUP.fullmatch(group) and _NAME.fullmatch(name) and len(name) <= _LONGEST_NAME):
            raise BadArgument(f"{text!r:.200} is no FastDFS file id such as group1/M00/00/00/name.jpg.")
        return cls(group, name)

    def born(self) -> tuple[set[str], int]:
        """The names that a tracker may have for the server that received the file, and seconds since 1970.

        common/fdfs_global.c and tracker/tracker_mem.c: the name holds, in base 64 of its own, an IPv4 address or the
        number of a server, then a moment.
        """
        try:
            head = base64.b64decode(self.name[10:26], altchars=b"-_", validate=True)
        except ValueError:  # nothing that a server has named
            return set(), 0
        return {".".join(map(str, head[:4])), str(int.from_bytes(head[:4], "little"))}, int.from_bytes(head[4:8])


class Target(NamedTuple):
    """Where an upload goes: a group, one of its servers, and one of that server's disks."""

    group: str
    address: Address
    path: int


def packed(command: Command, body: bytes = b"", *, more: int = 0) -> bytes:
    """A request whose body is followed by `more` bytes."""
    return HEADER.pack(len(body) + more, command, 0) + body


def read_header(header: bytes) -> tuple[int, int]:
    """The length of the body that follows, and the status. Raises BadAnswer."""
    length, command, status = HEADER.unpack(header)
    if command != _RESPONSE or length < 0:
        raise BadAnswer(f"its answer begins with command {command} and length {length}")
    return length, status


def packed_group(group: str) -> bytes:
    """Raises BadArgument."""
    if not _GROUP.fullmatch(group):
        raise BadArgument(f"{group!r:.200} is no name of a FastDFS group: 1 to 16 letters and digits.")
    return group.encode().ljust(_GROUP_SIZE, b"\0")


def packed_file(file_id: FileId) -> bytes:
    return packed_group(file_id.group) + file_id.name.encode()


def packed_upload(target: Target, *, size: int, extension: str) -> bytes:
    """The request before the bytes of the file."""
    return packed(Command.UPLOAD, _UPLOAD.pack(target.path, size, extension.encode()), more=size)


def packed_download(file_id: FileId, *, offset: int, length: int) -> bytes:
    return packed(Command.DOWNLOAD, _RANGE.pack(offset, length) + packed_file(file_id))


def packed_metadata_change(file_id: FileId, metadata: bytes, *, flag: str) -> bytes:
    """client/storage_client.c: storage_set_metadata."""
    body = _RANGE.pack(len(file_id.name), len(metadata)) + flag.encode() + packed_file(file_id) + metadata
    return packed(Command.SET_METADATA, body)


def extension_of(text: str | None) -> str:
    """An extension as FastDFS keeps it: at most 6 characters, without the dot. Raises BadArgument."""
    extension = (text or "").removeprefix(".")
    if not _EXTENSION.fullmatch(extension):
        raise BadArgument(f"{text!r:.50} is no extension that FastDFS keeps: at most 6 letters, digits, - and _.")
    return extension


def extension_or_none(text: str) -> str:
    """The extension of a name that somebody else gave; "" when FastDFS does not keep it."""
    try:
        return extension_of(text)
    except BadArgument:
        return ""


def packed_metadata(metadata: Mapping[str, str]) -> bytes:
    """name 0x02 value, joined by 0x01. Raises BadArgument for what would be cut or would break the records."""
    records = []
    for name, text in metadata.items():
        record = (str(name).encode(), str(text).encode())
        if not 0 < len(record[0]) <= 64 or len(record[1]) > 256 or re.search(rb"[\0\1\2]", b"".join(record)):
            raise BadArgument(f"FastDFS does not keep the metadata {name!r:.100}: names have 1 to 64 bytes, texts 256.")
        records.append(_FIELD_END.join(record))
    return _RECORD_END.join(records)


def read_nothing(body: bytes) -> None:
    """The answer to what is only done. Raises BadAnswer."""
    if body:
        raise BadAnswer(f"it answers with {len(body)} bytes where none belong")


def read_metadata(body: bytes) -> dict[str, str]:
    records = (record.partition(_FIELD_END) for record in body.split(_RECORD_END) if record)
    return {name.decode(errors="replace"): text.decode(errors="replace") for name, _, text in records}


def read_targets(body: bytes, wanted: str | None = None) -> list[Target]:
    """The answer to STORE_ONE and STORE_ALL: group, servers, and the disk to use. Raises BadAnswer, also for another
    group than the wanted one."""
    group = _read_group(body, wanted)
    return [Target(group, address, body[-1]) for address in _read_addresses(body[_GROUP_SIZE:-1])]


def read_holders(body: bytes, wanted: str | None = None) -> list[Address]:
    """The answer to FETCH_ONE, FETCH_ALL and UPDATE_ONE: the servers that have a file. Raises BadAnswer, also for
    another group than the wanted one."""
    _read_group(body, wanted)
    return _read_addresses(body[_GROUP_SIZE:])


def read_stored(body: bytes, wanted: str | None = None) -> FileId:
    """The answer to an upload. Raises BadAnswer, also for another group than the wanted one."""
    try:
        file_id = FileId.of(f"{_read_group(body, wanted)}/{body[_GROUP_SIZE:].decode('ascii')}")
    except (BadArgument, UnicodeDecodeError) as error:
        raise BadAnswer("its answer to an upload holds no file id") from error
    if len(file_id.name) not in _NEW_NAME_SIZES:
        raise BadAnswer(f"its answer to an upload holds a name of {len(file_id.name)} characters")
    return file_id


def read_file_info(body: bytes) -> tuple[int, int, int, str]:
    """Bytes, seconds since 1970, CRC-32 and source address. Raises BadAnswer."""
    head = 3 * _NUMBER.size
    if len(body) - head not in _FILE_INFO_ADDRESS_SIZES:
        raise BadAnswer(f"its answer about a file has {len(body)} bytes instead of 40 or 70")
    size, created, crc32 = struct.unpack(">qqq", body[:head])
    if size < 0:
        raise BadAnswer(f"its answer about a file says {size} bytes")
    return size, created, crc32 & 0xFFFFFFFF, read_text(body[head:])


def read_text(field: bytes) -> str:
    """A field of fixed size: what stands before the first zero byte."""
    return field.split(b"\0", 1)[0].decode("ascii", errors="replace")


def _read_group(body: bytes, wanted: str | None) -> str:
    group = read_text(body[:_GROUP_SIZE])
    if not _GROUP.fullmatch(group):
        raise BadAnswer("its answer names no group")
    if wanted is not None and group != wanted:
        raise BadAnswer(f"its answer is about {group} instead of {wanted}")
    return group


def _read_addresses(field: bytes) -> list[Address]:
    """23 long records are as long as 53 short ones, and no group has more than 32 servers (tracker_types.h)."""
    for size in _ADDRESS_SIZES:
        record = size + _NUMBER.size
        if field and len(field) % record == 0 and len(field) // record <= _MOST_SERVERS:
            return [_read_address(field[start : start + record]) for start in range(0, len(field), record)]
    raise BadAnswer(f"{len(field)} bytes of its answer are no list of addresses, neither IPv4 nor IPv6")


def _read_address(record: bytes) -> Address:
    host, (port,) = read_text(record[: -_NUMBER.size]), _NUMBER.unpack(record[-_NUMBER.size :])
    try:
        ipaddress.ip_address(host)
    except ValueError as error:
        raise BadAnswer(f"its answer holds {host!r:.60} instead of an address") from error
    if not 0 < port < 65536:
        raise BadAnswer(f"its answer holds the port {port}")
    return Address(host, port)
