"""A tracker: tracker/tracker_service.c and tracker/tracker_mem.c of the FastDFS sources."""

import errno
import itertools
import threading
import time
from dataclasses import dataclass

from tests.fastdfs_cluster import wire
from tests.fastdfs_cluster.file_ids import Refused, source_of
from tests.fastdfs_cluster.peers import Peer
from tests.fastdfs_cluster.serving import Answer, Request, Server

_SMALLEST_NAME, _LARGEST_NAME = 22, 127  # tracker_deal_service_query_fetch_update


@dataclass
class Member:
    """A storage that has joined once. Its id is its address, unless it came with a number."""

    id: str
    group: str
    host: str
    port: int
    joined_at: int
    up_since: int
    peer: Peer | None  # None: it is offline
    total_mb: int = 0
    free_mb: int = 0
    beaten_at: int = 0

    @property
    def is_active(self) -> bool:
        return self.peer is not None


class Tracker(Server):
    def __init__(self, *, host: str, ip_size: str, replicated: bool = True) -> None:
        super().__init__(host)
        self.ip_size = ip_size
        self._replicated = replicated
        self._members: dict[tuple[str, str, int], Member] = {}
        self._of_peer: dict[Peer, Member] = {}
        self._turn = itertools.count()
        self._membership = threading.Lock()
        self.answers |= {wire.JOIN: self.join, wire.BEAT: self.beat, wire.REPORT_DISK: self.note_disk}
        self.answers |= dict.fromkeys((wire.STORE, wire.STORE_IN_GROUP), self.where_to_store)
        self.answers |= dict.fromkeys((wire.STORE_ALL, wire.STORE_IN_GROUP_ALL), self.where_to_store)
        self.answers |= dict.fromkeys((wire.FETCH_ONE, wire.UPDATE, wire.FETCH_ALL), self.where_is)
        self.answers |= {wire.LIST_GROUPS: self.list_groups, wire.LIST_ONE_GROUP: self.list_groups}
        self.answers |= {wire.LIST_STORAGES: self.list_storages}

    def active(self, group: str | None = None) -> list[Member]:
        with self._membership:
            members = [each for each in self._members.values() if group in (None, each.group)]
        return sorted((each for each in members if each.is_active), key=lambda each: each.id)

    def member_count(self) -> int:
        return len(self.active())

    # What a storage says.

    def join(self, request: Request) -> Answer:
        """`tracker_deal_storage_join`: it is known by the address that it calls from."""
        if request.size < wire.JOIN_BODY.size:
            raise Refused(errno.EINVAL)
        fields = wire.JOIN_BODY.unpack(request.peer.body(wire.JOIN_BODY.size))
        group, port, _, _, _, joined_at, up_since, *_ = fields
        host = request.peer.connection.getpeername()[0]
        member = Member(wire.text(fields[-3]) or host, wire.text(group), host, port, joined_at, up_since, request.peer)
        request.peer.is_server = True
        with self._membership:
            self._members[member.group, host, port] = member
            self._of_peer[request.peer] = member
        return Answer(body=bytes([wire.ACTIVE]) + bytes(wire.STORAGE_ID_SIZE))

    def beat(self, request: Request) -> Answer:
        self._member(request).beaten_at = int(time.time())
        return Answer()

    def note_disk(self, request: Request) -> Answer:
        member = self._member(request)
        member.total_mb, member.free_mb = (wire.LONG.unpack(request.peer.body(8))[0] for _ in range(2))
        return Answer()

    def peer_gone(self, peer: Peer) -> None:
        """`tracker_mem_offline_store_server`: at once, when its connection ends."""
        with self._membership:
            member = self._of_peer.pop(peer, None)
            if member is not None and member.peer is peer:
                member.peer = None

    def _member(self, request: Request) -> Member:
        """Raises Refused (TRACKER_CHECK_LOGINED) when it did not join on this connection."""
        with self._membership:
            member = self._of_peer.get(request.peer)
        if member is None:
            raise Refused(errno.EACCES)
        return member

    # What a client asks.

    def where_to_store(self, request: Request) -> Answer:
        """`tracker_deal_service_query_storage`: groups and their servers take turns."""
        body = request.peer.body()
        is_for_group = request.command in (wire.STORE_IN_GROUP, wire.STORE_IN_GROUP_ALL)
        if len(body) != (wire.GROUP_SIZE if is_for_group else 0):
            raise Refused(errno.EINVAL)
        turn = next(self._turn)
        groups = [wire.text(body)] if is_for_group else sorted({each.group for each in self.active()})
        members = self.active(groups[turn % len(groups)]) if groups else []
        if not members:
            raise Refused(errno.ENOENT)
        chosen = members[turn // len(groups) % len(members)]
        is_all = request.command in (wire.STORE_ALL, wire.STORE_IN_GROUP_ALL)
        return Answer(body=self._addresses(chosen.group, members if is_all else [chosen]) + b"\0")

    def where_is(self, request: Request) -> Answer:
        """`tracker_deal_service_query_fetch_update` and `tracker_mem_get_storage_by_filename`: to write, the server
        where the file was born, if it is up. Also to read, as long as the others have no copy; then any other one."""
        if not wire.GROUP_SIZE + _SMALLEST_NAME <= request.size <= wire.GROUP_SIZE + _LARGEST_NAME:
            raise Refused(errno.EINVAL)
        body = request.peer.body()
        group, name = wire.text(body[: wire.GROUP_SIZE]), body[wire.GROUP_SIZE :].decode("latin-1")
        members = self.active(group)
        if not members:
            raise Refused(errno.ENOENT)
        source = [each for each in members if each.id == source_of(name)[0]]
        turn = next(self._turn) % len(members)
        chosen = members if request.command == wire.FETCH_ALL and self._replicated else members[turn : turn + 1]
        if request.command == wire.UPDATE or not self._replicated:
            chosen = source or chosen
        return Answer(body=self._addresses(group, chosen))

    def _addresses(self, group: str, members: list[Member]) -> bytes:
        every = b"".join(wire.address(each.host, each.port, self.ip_size) for each in members)
        return group.encode().ljust(wire.GROUP_SIZE, b"\0") + every

    def list_groups(self, request: Request) -> Answer:
        """`tracker_deal_server_list_all_groups` and `…_one_group`."""
        is_one = request.command == wire.LIST_ONE_GROUP
        if request.size != (wire.GROUP_SIZE if is_one else 0):
            raise Refused(errno.EINVAL)
        wanted = wire.text(request.peer.body()) if is_one else None
        with self._membership:
            members = [each for each in self._members.values() if wanted in (None, each.group)]
        if wanted and not members:
            raise Refused(errno.ENOENT)
        groups = itertools.groupby(sorted(members, key=lambda each: each.group), key=lambda each: each.group)
        return Answer(body=b"".join(_group_record(name, list(those)) for name, those in groups))

    def list_storages(self, request: Request) -> Answer:
        """`tracker_deal_server_list_group_storages`: a group, and perhaps the address of one."""
        if not wire.GROUP_SIZE <= request.size < wire.GROUP_SIZE + wire.STORAGE_ID_SIZE:
            raise Refused(errno.EINVAL)
        body = request.peer.body()
        group, wanted = wire.text(body[: wire.GROUP_SIZE]), wire.text(body[wire.GROUP_SIZE :])
        with self._membership:
            members = sorted(
                (each for each in self._members.values() if each.group == group), key=lambda each: each.host
            )
        chosen = sorted((each for each in members if wanted in ("", each.id)), key=lambda each: each.id)
        if not chosen:
            raise Refused(errno.ENOENT)
        return Answer(body=b"".join(self._storage_record(each) for each in chosen))

    def _storage_record(self, member: Member) -> bytes:
        statistics = wire.STATISTICS.pack(1, 1, 1, *[0] * 41, member.beaten_at)
        numbers = (member.joined_at, member.up_since, member.total_mb, member.free_mb, 0, 10, 1, 256, 0, member.port)
        name, host = member.id.encode(), member.host.encode()
        status = wire.ACTIVE if member.is_active else wire.OFFLINE
        record = wire.storage_record(self.ip_size)
        return record.pack(status, wire.READ_AND_WRITE, name, host, b"", wire.VERSION, *numbers, statistics, 0)


def _group_record(name: str, members: list[Member]) -> bytes:
    active = [each for each in members if each.is_active]
    room = [min((getattr(each, field) for each in active), default=0) for field in ("total_mb", "free_mb")]
    counts = (len(members), members[0].port, len(active), len(active))
    return wire.GROUP_RECORD.pack(name.encode(), *room, 0, 0, *counts, 0, 1, 256, -1)
