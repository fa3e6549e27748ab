"""What is asked about a stored file: its facts, its metadata, its end."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from .connection import Connection
from .errors import BadAnswer, BadArgument, FastDFSError, NotFound, Unavailable
from .pool import Pool
from .rests import Patience
from .trackers import Trackers
from .wire import (
    Address,
    Command,
    FileId,
    packed,
    packed_file,
    packed_metadata,
    packed_metadata_change,
    read_file_info,
    read_metadata,
    read_nothing,
)

T = TypeVar("T")


class Files:
    """Asks the servers that have a file, one after the other, until one answers.

    Raises NotFound only when the first that answers says so and none failed before: the file may be there alone.
    """

    def __init__(self, trackers: Trackers, pool: Pool) -> None:
        self._trackers = trackers
        self._pool = pool

    def facts(self, file_id: FileId) -> tuple[int, int, int, str]:
        """Bytes, seconds since 1970, CRC-32 and source address."""
        request = packed(Command.FILE_INFO, packed_file(file_id))
        facts, _ = self._ask(file_id, lambda connection: connection.ask(request, read_file_info))
        return facts

    def metadata(self, file_id: FileId) -> dict[str, str]:
        """From the server that changes them, for the others may be late."""
        request = packed(Command.GET_METADATA, packed_file(file_id))
        try:
            metadata, _ = self._ask(
                file_id, lambda connection: connection.ask(request, read_metadata), command=Command.UPDATE_ONE
            )
        except NotFound:  # of the metadata, or of the file: storage_service.c answers to both in the same way
            self.facts(file_id)
            return {}
        return metadata

    def change_metadata(self, file_id: FileId, metadata: Mapping[str, str], *, flag: str) -> None:
        """Twice the same change is the same as once."""
        if flag not in ("O", "M"):
            raise BadArgument(f"Metadata are replaced (O) or added to (M), not {flag!r:.20}.")
        request = packed_metadata_change(file_id, packed_metadata(metadata), flag=flag)
        self._ask(file_id, lambda connection: connection.ask(request, read_nothing), command=Command.UPDATE_ONE)

    def delete(self, file_id: FileId) -> Address:
        """The server that did it. It may have done it the first time when it does not find the file the second."""
        request = packed(Command.DELETE, packed_file(file_id))
        asked: set[Address] = set()

        def conversation(connection: Connection) -> None:
            try:
                connection.ask(request, read_nothing)
            except NotFound:
                if connection.address not in asked:
                    raise
            finally:
                asked.add(connection.address)

        _, address = self._ask(file_id, conversation, command=Command.UPDATE_ONE)
        return address

    def _ask(
        self, file_id: FileId, conversation: Callable[[Connection], T], *, command: Command = Command.FETCH_ONE
    ) -> tuple[T, Address]:
        failures: list[FastDFSError] = []
        patience = Patience(self._pool.patience)
        for address in self._trackers.holders(file_id, command=command):
            try:
                return self._pool.talk(address, conversation), address
            except NotFound:
                if doubt := self._trackers.doubt(file_id, address):
                    failures.append(doubt)
                if failures:
                    raise combined(failures) from None
                raise
            except (Unavailable, BadAnswer) as error:
                failures.append(error)
            if patience.ends_with(failures[-1]):
                break
        raise combined(failures)


def combined(failures: list[FastDFSError]) -> FastDFSError:
    """One exception for all servers of a file that failed."""
    if len(failures) == 1:
        return failures[0]
    return Unavailable("No FastDFS storage server that has the file can answer. " + " ".join(map(str, failures)))
