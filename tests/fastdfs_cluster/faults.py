"""What can go wrong at a server, to be switched on by `server.fault(kind, …)`.

refuse              nobody listens, and all connections are cut; a storage stays known to its trackers
hang_before_header  the request is read, and nothing comes back
late                the whole answer comes, but after `seconds`
hang_after_header   the header comes back, the body never
half_then_close     half of the answer, then the end of the connection
half_then_hang      half of the answer, then nothing
half_then_reset     half of the answer, then ECONNRESET
wrong_size          the header promises `size` bytes (by default -1) instead of as many as come
wrong_command       the header has another command than 100
close_in_upload     the connection ends when half of the request's body was read
status              the request is read and answered with `status`; nothing is done
reject              the same, but before the body was read, and the connection ends (a disk that became full)
drip                the answer comes one byte every `seconds`
half_closed         the answer comes, then the server's half of the connection ends; it reads on, and never answers
close_after_answer  the connection ends after every answer
silent_storing      the request is carried out, but the connection ends without an answer
"""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fastdfs_cluster.peers import Gone, Peer
from tests.fastdfs_cluster.wire import ANSWER, BEAT, HEADER, JOIN, REPORT_DISK

if TYPE_CHECKING:
    from tests.fastdfs_cluster.serving import Answer, Request, Server

KINDS = tuple(line.split()[0] for line in (__doc__ or "").splitlines()[2:] if line)
_REPORTS = (JOIN, BEAT, REPORT_DISK)
_PATIENCE = 0.02  # seconds between two looks whether a hanging server was mended


@dataclass
class Fault:
    kind: str
    command: int | None = None  # of the requests that it touches
    times: int | None = None  # how many of them; None: until it is mended
    status: int = 22
    size: int = -1
    seconds: float = 0.2

    def __post_init__(self) -> None:
        assert self.kind in KINDS, f"{self.kind} is none of {KINDS}."

    def touches(self, command: int) -> bool:
        """What storages report to their trackers is let alone, unless it is named."""
        return command not in _REPORTS if self.command is None else command == self.command

    @property
    def replaces_answer(self) -> bool:
        return self.kind in ("status", "reject", "close_in_upload")

    def instead_of_answer(self, request: "Request") -> "Answer":
        from tests.fastdfs_cluster.serving import Answer

        if self.kind == "close_in_upload":
            request.peer.body(request.size // 2)
            raise Gone
        if self.kind == "reject":
            request.peer.left = 0
        return Answer(self.status, is_last=self.kind == "reject")


class Switchboard:
    """The one fault of a server, and how often it is still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    def set(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def is_on(self, fault: Fault) -> bool:
        return self._fault is fault

    def take(self, command: int) -> Fault | None:
        """The fault that befalls the next request with this command."""
        with self._lock:
            fault = self._fault
            if fault is None or not fault.touches(command):
                return None
            if fault.times is not None:
                if fault.times == 0:
                    return None
                fault.times -= 1
            return fault


def deliver(answer: "Answer", request: "Request", server: "Server") -> None:
    """Sends the answer, as far as the fault of the request lets it; raises Gone when the connection is to end."""
    fault, peer = request.fault, request.peer
    kind = fault.kind if fault else ""
    size = answer.length if answer.file else len(answer.body)
    promised = fault.size if fault and kind == "wrong_size" else size
    header = HEADER.pack(promised, 99 if kind == "wrong_command" else ANSWER, answer.status)
    if kind == "drip":
        _drip(header + _all_of(answer), request, server)
    elif kind == "hang_before_header":
        _hang(request, server)
    elif kind == "silent_storing":
        raise Gone
    elif kind == "late":
        server.stopping.wait(fault.seconds if fault else 0)
        _send(header, answer, size, peer)
    elif kind == "hang_after_header":
        peer.send(header)
        _hang(request, server)
    elif kind.startswith("half_then"):
        _send_half(header, answer, size, peer)
        _end(kind, request, server)
    else:
        _send(header, answer, size, peer)
        _end(kind, request, server)


def _send(header: bytes, answer: "Answer", size: int, peer: Peer) -> None:
    if answer.file:
        peer.send(header)
        peer.send_file(answer.file, answer.offset, size)
    else:
        peer.send(header + answer.body[:size])


def _send_half(header: bytes, answer: "Answer", size: int, peer: Peer) -> None:
    """Half of the body; half of the header when there is no body."""
    _send(header if size else header[: len(header) // 2], answer, size // 2, peer)


def _end(kind: str, request: "Request", server: "Server") -> None:
    if kind == "half_then_hang":
        _hang(request, server)
    elif kind == "half_then_reset":
        request.peer.reset()
        raise Gone
    elif kind == "half_closed":
        request.peer.end_sending()
        while request.peer.connection.recv(4096):
            pass
        raise Gone
    elif kind in ("half_then_close", "close_after_answer"):
        raise Gone


def _all_of(answer: "Answer") -> bytes:
    if answer.file is None:
        return answer.body
    with answer.file.open("rb") as file:
        file.seek(answer.offset)
        return file.read(answer.length)


def _drip(content: bytes, request: "Request", server: "Server") -> None:
    for position in range(len(content)):
        if server.stopping.wait(request.fault.seconds if request.fault else 0):
            raise Gone
        request.peer.send(content[position : position + 1])


def _hang(request: "Request", server: "Server") -> None:
    """Until the server is mended or stopped, or the other end has given up."""
    while request.fault and server.faults.is_on(request.fault) and request.peer.is_open():
        if server.stopping.wait(_PATIENCE):
            break
    raise Gone
