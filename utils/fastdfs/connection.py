"""One connection to one server, and what is known of the conversation on it."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import NoReturn, Protocol, TypeVar

from .errors import BadAnswer, FastDFSError, TimedOut, Unavailable, refusal
from .wire import HEADER, MOST_OF_AN_ANSWER, Address, read_header

T = TypeVar("T")
E = TypeVar("E", bound=FastDFSError)

#: Bytes that travel within one time-out: the most that one upload holds in memory, and one download.
PIECE, _RECEIVED_PIECE = 1 << 20, 1 << 18
_SMALL = 1 << 16  # a file that goes in one packet with its request
_AHEAD = 1 << 15  # of a body that is welcome together with its header
_KEEP_ALIVE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}  # seconds, seconds, times


class Source(Protocol):
    """The bytes of an upload."""

    size: int

    @property
    def can_repeat(self) -> bool:
        """Whether they can be had again, from the first on."""

    def pieces(self) -> Iterator[memoryview]:
        """From the beginning, at most PIECE bytes each and `size` together."""


class Connection:
    """Requests and answers in turn, each within `timeout` seconds; files within that time for each piece.

    It may serve another conversation only while `is_clean`: every answer was read to its end, and nothing went wrong.
    """

    def __init__(self, address: Address, *, connect_timeout: float, timeout: float) -> None:
        self.address = address
        self.is_reused = False
        self.is_clean = True
        #: Whether the last request was handed over to its last byte: only then can the server have done it.
        self.has_asked = False
        #: Whether a byte of an answer to it has come.
        self.has_heard = False
        self._timeout = timeout
        self._ahead = b""  # of a body, received with its header
        try:
            self._socket = socket.create_connection(address, timeout=connect_timeout)
        except TimeoutError as error:
            raise TimedOut(f"{address} did not let us in within {connect_timeout:g} seconds.") from error
        except (OSError, UnicodeError) as error:  # the latter from names that are no names of hosts
            raise Unavailable(f"{address} cannot be reached: {error}.") from error
        # A second view of the same socket, which never waits: switching the first to and fro takes longer.
        self._peeking = socket.socket(fileno=self._socket.fileno())
        self._peeking.setblocking(False)
        self._socket.settimeout(timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, amount in _KEEP_ALIVE.items():
            if hasattr(socket, option):  # not on every system
                self._socket.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), amount)

    def ask(self, request: bytes, read: Callable[[bytes], T], *, source: Source | None = None) -> T:
        """Sends a request, with a file behind it, and returns what `read` makes of the body of its answer.

        Raises Refused; BadAnswer also for what `read` finds wrong; Unavailable and TimedOut as everything here.
        """
        self.send(request, source)
        length = self.hear()
        if length > MOST_OF_AN_ANSWER:
            raise self._bad(f"it announces {length} bytes where at most {MOST_OF_AN_ANSWER} belong")
        body = b"".join(self.receive(length))
        try:
            return read(body)
        except BadAnswer as error:
            raise self._bad(str(error)) from None

    def send(self, request: bytes, source: Source | None = None) -> None:
        """Sends a request, and the bytes of a file behind it; faults of the file come through as they are.

        A server that answers before it has everything refuses: raises that.
        """
        self.is_clean = self.has_asked = self.has_heard = False
        self._ahead = b""
        pieces = iter(source.pieces()) if source else iter(())
        first = next(pieces, b"")
        if len(first) <= _SMALL:
            self._hand_over(b"".join((request, first)))
        else:
            self._hand_over(request)
            self._hand_over(first)
        for piece in pieces:
            if not self.is_quiet():
                self._hear_refusal(None)
            self._hand_over(piece)
        self.has_asked = True

    def hear(self) -> int:
        """The length of the answer's body, which has to be received next. Raises Refused."""
        answer = self._receive(HEADER.size, HEADER.size + _AHEAD)
        self._ahead = answer[HEADER.size :]
        try:
            length, status = read_header(answer[: HEADER.size])
        except BadAnswer as error:
            raise self._bad(str(error)) from None
        self.is_clean = self.has_asked and length == len(self._ahead) == 0
        if status:
            raise refusal(status, server=str(self.address))
        return length

    def receive(self, length: int) -> Iterator[bytes]:
        """The body of an answer in pieces."""
        left = length
        while left:
            piece = self._receive(min(left, _RECEIVED_PIECE // 4), min(left, _RECEIVED_PIECE))
            left -= len(piece)
            self.is_clean = left == 0 and not self._ahead
            yield piece

    def is_quiet(self) -> bool:
        """Whether the server keeps silent: it has neither hung up nor sent anything. Does not wait."""
        try:
            self._peeking.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def close(self) -> None:
        self.is_clean = False
        self._peeking.detach()
        self._socket.close()

    def __del__(self) -> None:
        if hasattr(self, "_peeking"):  # a client that was forgotten, not closed
            self.close()

    def _receive(self, least: int, most: int | None = None) -> bytes:
        """At least so many bytes, and at most: what has come is not cut and joined without need."""
        most = most or least
        part, self._ahead = self._ahead[:most], self._ahead[most:]
        parts, count, deadline = [part], len(part), time.monotonic() + self._timeout
        while count < least:
            if part and time.monotonic() > deadline:
                raise self._broken(TimeoutError())
            try:
                part = self._socket.recv(most - count)
            except OSError as error:
                raise self._broken(error) from error
            if not part:
                raise self._broken(None)
            self.has_heard = True
            count += len(part)
            parts.append(part)
        return parts[-1] if count == len(part) else b"".join(parts)

    def _hand_over(self, piece: bytes | memoryview) -> None:
        try:
            self._socket.sendall(piece)
        except OSError as error:
            self._hear_refusal(error)

    def _hear_refusal(self, error: OSError | None) -> NoReturn:
        """Raises what the server said before it stopped listening, else that it did stop."""
        if isinstance(error, TimeoutError) and self.is_quiet():
            raise self._broken(error) from error
        self.hear()
        raise self._bad("it answered before it had the whole file")

    def _broken(self, error: OSError | None) -> Unavailable:
        self.is_clean = False
        if isinstance(error, TimeoutError):
            return self._marked(TimedOut(f"{self.address} did not answer within {self._timeout:g} seconds."))
        why = f": {error}" if error else ""
        return self._marked(Unavailable(f"{self.address} hung up in the middle of a conversation{why}."))

    def _bad(self, why: str) -> BadAnswer:
        self.is_clean = False
        return self._marked(BadAnswer(f"{self.address} does not speak FastDFS: {why}."))

    def _marked(self, error: E) -> E:
        """A kept connection that breaks before an answer was dead before: see uploading.py."""
        is_lost = self.is_reused and not self.has_heard and not isinstance(error, TimedOut)
        error.may_be_done = self.has_asked and not is_lost
        return error
