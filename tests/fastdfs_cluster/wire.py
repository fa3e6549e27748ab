"""What goes over the wire: tracker/tracker_proto.h and tracker/tracker_types.h of the FastDFS sources.

Every request and every answer begins with ten bytes: the length of the body (8, big-endian), a command, a status.
"""

import struct

JOIN, BEAT, QUIT, REPORT_DISK = 81, 83, 82, 84  # a storage to its tracker
LIST_ONE_GROUP, LIST_GROUPS, LIST_STORAGES = 90, 91, 92
STORE, STORE_IN_GROUP, STORE_ALL, STORE_IN_GROUP_ALL = 101, 104, 106, 107  # "where may I upload?"
FETCH_ONE, UPDATE, FETCH_ALL = 102, 103, 105  # "where is this file?"
UPLOAD, DELETE, SET_METADATA, DOWNLOAD, GET_METADATA, FILE_INFO = 11, 12, 13, 14, 15, 22
ACTIVE_TEST, ANSWER = 111, 100

GROUP_SIZE, EXTENSION_SIZE, STORAGE_ID_SIZE, VERSION_SIZE = 16, 6, 16, 8
#: Bytes of an address with its closing zero; in the answers to queries the zero is left out.
ADDRESS_SIZES = {"ipv4": 16, "ipv6": 46}

HEADER = struct.Struct(">qBB")
LONG = struct.Struct(">q")
#: TrackerStorageJoinBody: group, port, paths, folders, priority, joined, up since, version, …, tracker, trackers
JOIN_BODY = struct.Struct(">17s6q8sBb16s46sq")
#: TrackerGroupStat: the group and twelve numbers.
GROUP_RECORD = struct.Struct(">17s12q")
#: FDFSStorageStatBuff: three counts of connections and 42 numbers.
STATISTICS = struct.Struct(">3i42q")

OFFLINE, ONLINE, ACTIVE = 5, 6, 7  # FDFS_STORAGE_STATUS_…
READ_AND_WRITE = 6  # fdfs_rw_both: R_OK | W_OK

RECORD_SEPARATOR, FIELD_SEPARATOR = b"\x01", b"\x02"  # common/fdfs_define.h
VERSION = b"6.16.1"


def storage_record(ip_size: str) -> struct.Struct:
    """TrackerStorageStatIPv4 or …IPv6."""
    return struct.Struct(f">BB16s{ADDRESS_SIZES[ip_size]}s16s8s10q{STATISTICS.size}sB")


def text(padded: bytes) -> str:
    """A string that a C program left in a field of fixed size."""
    return padded.split(b"\0", 1)[0].decode("latin-1")


def address(host: str, port: int, ip_size: str) -> bytes:
    return host.encode().ljust(ADDRESS_SIZES[ip_size] - 1, b"\0") + LONG.pack(port)
