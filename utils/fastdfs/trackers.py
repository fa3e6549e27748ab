"""Asking the trackers: any of them knows everything, so the next one answers for one that is away."""

import errno
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from .cluster_records import read_groups, read_servers
from .errors import BadAnswer, BadArgument, FastDFSError, NotFound, Refused, Unavailable
from .pool import Pool
from .rests import Patience, Rests
from .results import GroupStatus, StorageStatus
from .wire import (
    Address,
    Command,
    FileId,
    Target,
    packed,
    packed_file,
    packed_group,
    read_holders,
    read_nothing,
    read_targets,
)

T = TypeVar("T")

_COPIED_AFTER = 86400  # seconds after which trackers expect every server of a group to have a file


class Trackers:
    """Asks one tracker after the other, in turn; those that failed a moment ago last. Nothing here changes anything.

    Raises Unavailable when none can answer; after `patience` seconds no further one is asked.
    """

    def __init__(self, addresses: Sequence[Address], pool: Pool, rests: Rests, *, patience: float = 6.0) -> None:
        if not addresses:
            raise BadArgument("No FastDFS tracker was given.")
        self.addresses = tuple(addresses)
        self.pool = pool
        self._rests = rests
        self._patience = patience
        self._turns = itertools.count()

    def targets(self, group: str | None) -> Iterator[Target]:
        """Where an upload may go: whom a tracker chooses, then the other servers of that group, or of the next one.

        Raises NoSpace when the trackers find every disk full.
        """
        one, every = Command.STORE_ONE, Command.STORE_ALL
        if group is not None:
            one, every = Command.STORE_ONE_OF_GROUP, Command.STORE_ALL_OF_GROUP
        body = b"" if group is None else packed_group(group)
        chosen = self._listed(packed(one, body), read_targets, group)
        resting = [target for target in chosen if self._rests.has(target.address)]
        tried = [target.address for target in chosen if target not in resting]
        yield from (target for target in chosen if target not in resting)
        others = self._listed(packed(every, body), read_targets, group)
        others = [target for target in others if target.address not in tried]
        yield from sorted(others, key=lambda target: self._rests.has(target.address))

    def holders(self, file_id: FileId, *, command: Command = Command.FETCH_ONE) -> Iterator[Address]:
        """Who has a file: whom a tracker chooses, then all others. Raises NotFound when there is no such group."""
        try:
            chosen = self._listed(packed(command, packed_file(file_id)), read_holders, file_id.group)
        except Unavailable as error:
            if error.none_is_up:
                self._require_group(file_id.group)
            raise
        tried = [address for address in chosen if not self._rests.has(address)]
        yield from tried
        every = self._listed(packed(Command.FETCH_ALL, packed_file(file_id)), read_holders, file_id.group)
        others = [address for address in dict.fromkeys((*every, *chosen)) if address not in tried]
        yield from sorted(others, key=self._rests.has)

    def doubt(self, file_id: FileId, asked: Address) -> Unavailable | None:
        """Why a server that does not have a young file may be wrong: the one that received it is away.

        A tracker then names any other, copied to or not (tracker/tracker_mem.c: tracker_mem_get_storage_by_filename).
        """
        sources, moment = file_id.born()
        if asked.host in sources or moment < time.time() - _COPIED_AFTER:
            return None
        for server in self.servers(file_id.group):
            if not server.is_active and not sources.isdisjoint((server.id, server.ip)):
                return Unavailable(f"{asked} has no copy of {file_id}, and {server.ip}, which received it, is away.")
        return None

    def groups(self) -> list[GroupStatus]:
        return self.first(lambda address: self._ask(address, packed(Command.LIST_ALL_GROUPS), read_groups))

    def group(self, name: str) -> GroupStatus:
        """Raises NotFound."""
        request = packed(Command.LIST_ONE_GROUP, packed_group(name))
        groups = self.first(lambda address: self._ask(address, request, read_groups))
        if len(groups) != 1:
            raise BadAnswer(f"A tracker answered with {len(groups)} groups when asked for {name}.")
        return groups[0]

    def servers(self, group: str, storage_id: str = "") -> list[StorageStatus]:
        """Raises NotFound."""
        request = packed(Command.LIST_SERVERS, packed_group(group) + storage_id.encode()[:15])
        return self.first(lambda address: self._ask(address, request, read_servers))

    def test(self, address: Address) -> None:
        """Raises whatever keeps this tracker from answering."""
        self._ask(address, packed(Command.ACTIVE_TEST), read_nothing)

    def first(self, question: Callable[[Address], T]) -> T:
        """The answer of the first tracker that has one. Raises Refused when any refuses and none has an answer."""
        patience = Patience(self._patience)
        turn = next(self._turns) % len(self.addresses)
        order = sorted((*self.addresses[turn:], *self.addresses[:turn]), key=self._rests.has)
        failures: list[FastDFSError] = []
        for address in order:
            try:
                return question(address)
            except (Unavailable, BadAnswer, Refused) as error:
                failures.append(error)
            if patience.ends_with(failures[-1]):
                break
        for refused in failures:
            if isinstance(refused, Refused):
                raise refused
        unavailable = Unavailable("No FastDFS tracker can answer. " + " ".join(map(str, failures)))
        unavailable.none_is_up = len(failures) == len(order) and all(map(_says_none_is_up, failures))
        raise unavailable from failures[-1]

    def _listed(self, request: bytes, read: Callable[[bytes, str | None], list[T]], group: str | None) -> list[T]:
        """A tracker that has just started knows no active server yet, and says that there is none: another may."""

        def question(address: Address) -> list[T]:
            try:
                return self._ask(address, request, lambda body: read(body, group))
            except NotFound as error:
                unavailable = Unavailable(f"{address} knows no storage server that is active.")
                unavailable.none_is_up = True
                raise unavailable from error

        return self.first(question)

    def _require_group(self, name: str) -> None:
        """Raises NotFound when every tracker knows groups, but not this one: a new one learns of them one by one."""
        request = packed(Command.LIST_ALL_GROUPS)
        known = [{group.group_name for group in self._ask(each, request, read_groups)} for each in self.addresses]
        if all(known) and name not in set().union(*known):
            raise NotFound(f"There is no FastDFS group {name}.", status=errno.ENOENT)

    def _ask(self, address: Address, request: bytes, read: Callable[[bytes], T]) -> T:
        return self.pool.talk(address, lambda connection: connection.ask(request, read))


def _says_none_is_up(failure: FastDFSError) -> bool:
    return isinstance(failure, Unavailable) and failure.none_is_up
