"""Reading a file in pieces; a server that dies in the middle is replaced by another, at the byte where it stopped."""

import errno
from collections.abc import Generator, Iterator

from .connection import Connection
from .errors import BadAnswer, BadArgument, FastDFSError, NotFound, Refused, Unavailable
from .files import Files, combined
from .pool import Pool
from .rests import Patience
from .trackers import Trackers
from .wire import Address, FileId, packed_download


class Download:
    """`length` bytes of one file from `offset`, 0: all that follow. Files in FastDFS never change, so that the
    pieces of several servers fit together. `address` is the server that served last."""

    def __init__(self, trackers: Trackers, pool: Pool, file_id: FileId, *, offset: int, length: int) -> None:
        if offset < 0 or length < 0:
            raise BadArgument(f"There are no {length} bytes from byte {offset} on in any file.")
        self._trackers = trackers
        self._pool = pool
        self._file_id = file_id
        self._offset = offset
        self._length = length
        self._done = 0
        self._failures: list[FastDFSError] = []
        self.address: Address | None = None

    def pieces(self) -> Generator[bytes, None, None]:
        """Asks at once, so that NotFound and the others are raised here, and gives the pieces as they come."""
        pieces = self._pieces()
        next(pieces)
        return pieces

    def _pieces(self) -> Generator[bytes, None, None]:
        """First an empty piece as soon as a server has answered."""
        total: int | None = None
        for address in self._servers():
            try:
                connection, left = self._pool.begin(address, self._ask)
            except (Unavailable, BadAnswer, Refused) as error:
                if self._is_at_end(error):
                    yield b""
                    return
                self._note(error, address)
                continue
            self.address = address
            try:
                if total is None:
                    total = self._done + left
                    yield b""
                self._check(connection, left, total)
                for piece in connection.receive(left):
                    self._done += len(piece)
                    yield piece
                return
            except Unavailable as error:
                self._pool.rest(address)
                self._failures.append(error)
            finally:
                self._pool.give(connection)
        raise combined(self._failures)

    def _servers(self) -> Iterator[Address]:
        """At the end the first once more, if the file was coming: it may have been restarted."""
        tried = []
        patience = Patience(self._pool.patience)
        for address in self._trackers.holders(self._file_id):
            if self._failures and patience.ends_with(self._failures[-1]):
                return
            tried.append(address)
            yield address
        if self._done:
            yield tried[0]

    def _ask(self, connection: Connection) -> int:
        length = self._length - self._done if self._length else 0
        connection.send(packed_download(self._file_id, offset=self._offset + self._done, length=length))
        return connection.hear()

    def _check(self, connection: Connection, left: int, total: int) -> None:
        is_more = self._length and self._done + left > self._length
        if is_more or self._done + left != total:
            connection.close()
            raise BadAnswer(f"{connection.address} sends {left} bytes of {self._file_id} where others belong.")

    def _is_at_end(self, error: FastDFSError) -> bool:
        """A server refuses to send nothing: the bytes of an empty file, or those behind the last."""
        if not isinstance(error, Refused) or error.status != errno.EINVAL or self._done:
            return False
        size, *_ = Files(self._trackers, self._pool).facts(self._file_id)
        return size == self._offset

    def _note(self, error: FastDFSError, address: Address) -> None:
        """Raises what no other server could make good."""
        if isinstance(error, NotFound) and (doubt := self._trackers.doubt(self._file_id, address)):
            self._failures.append(doubt)
        if isinstance(error, NotFound) and self._failures:
            raise combined(self._failures) from error
        if isinstance(error, Refused):
            raise error
        self._failures.append(error)
