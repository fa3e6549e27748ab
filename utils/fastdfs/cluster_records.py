"""What a tracker answers about groups and servers: records of fixed size, whose size tells the version.

From tracker/tracker_proto.h (TrackerGroupStat, TrackerStorageStat) and tracker/tracker_types.h (FDFSStorageStatBuff,
FDFS_STORAGE_STATUS_*) of FastDFS 6.16.1, 6.13.0 and 6.06. client/tracker_client.c tells IPv4 from IPv6 in the same way.
"""

import struct
from datetime import UTC, datetime

from .errors import BadAnswer
from .results import GroupStatus, StorageStatus
from .wire import read_text

_STATES = {
    0: "INIT",
    1: "WAIT_SYNC",
    2: "SYNCING",
    3: "IP_CHANGED",
    4: "DELETED",
    5: "OFFLINE",
    6: "ONLINE",
    7: "ACTIVE",
    9: "RECOVERY",
}
_COUNTERS = "12x 41q q"  # connections, what was done since the start, and the last heartbeat
_GROUP = {
    # name, MB in all, free, reserved, in trunks; servers, port, readable, writable; the rest
    113: (struct.Struct(">17s 2q 16x q 8x 2q 32x"), True),
    # before 6.13: active servers only, where "writable" is now
    105: (struct.Struct(">17s 2q 8x q 16x q 32x"), False),
}
_SERVER = {
    # status, read/write; id, address, source, version; joined, up, MB in all, free, reserved …; port; counters
    487: struct.Struct(f">B x 16s 16s 16x 8s 16x 2q 40x q {_COUNTERS} x"),
    517: struct.Struct(f">B x 16s 46s 16x 8s 16x 2q 40x q {_COUNTERS} x"),
    # before 6.13: a domain name of 128 bytes, a version of 6, a port for HTTP; nothing reserved
    612: struct.Struct(f">B 16s 16s 144x 6s 16x 2q 32x q 8x {_COUNTERS} x"),
}


def read_groups(body: bytes) -> list[GroupStatus]:
    """The answer to LIST_ALL_GROUPS and LIST_ONE_GROUP. Raises BadAnswer."""
    return [_group(record) for record in _records(body, tuple(_GROUP))]


def read_servers(body: bytes) -> list[StorageStatus]:
    """The answer to LIST_SERVERS. Raises BadAnswer."""
    return [_server(record) for record in _records(body, tuple(_SERVER))]


def _records(body: bytes, sizes: tuple[int, ...]) -> list[bytes]:
    for size in sizes:
        if len(body) % size == 0:
            return [body[start : start + size] for start in range(0, len(body), size)]
    raise BadAnswer(f"{len(body)} bytes of its answer are no list of records of a known version")


def _group(record: bytes) -> GroupStatus:
    layout, tells_readable = _GROUP[len(record)]
    name, total, free, storages, *serving = layout.unpack(record)
    return GroupStatus(
        group_name=read_text(name),
        total_mb=total,
        free_mb=free,
        storage_count=storages,
        readable_count=serving[0],
        writable_count=serving[1] if tells_readable else serving[0],
    )


def _server(record: bytes) -> StorageStatus:
    state, id_, ip, version, total, free, port, *counters = _SERVER[len(record)].unpack(record)
    return StorageStatus(
        id=read_text(id_),
        ip=read_text(ip),
        port=port,
        status=_STATES.get(state, f"UNKNOWN {state}"),
        version=read_text(version),
        total_mb=total,
        free_mb=free,
        last_heartbeat_at=moment(counters[-1]) if counters[-1] > 0 else None,
    )


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as a moment. Raises BadAnswer."""
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError):
        raise BadAnswer(f"its answer holds {seconds} seconds since 1970") from None
