"""A server with a port that stays its own: it is started, stopped and started again, and counts what it is asked."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fastdfs_cluster.faults import Fault, Switchboard, deliver
from tests.fastdfs_cluster.file_ids import Refused
from tests.fastdfs_cluster.peers import Gone, Peer
from tests.fastdfs_cluster.wire import ACTIVE_TEST, HEADER, QUIT

_PORTS = range(12000, 32000)  # below those that the kernel gives to clients: nobody takes ours while we are stopped
_EINVAL = 22


@dataclass
class Request:
    command: int
    size: int
    peer: Peer
    fault: Fault | None = None


@dataclass
class Answer:
    """A status and a body: bytes, or `length` bytes of a file from `offset` on."""

    status: int = 0
    body: bytes = b""
    file: Path | None = None
    offset: int = 0
    length: int = 0
    is_last: bool = False  # the connection is closed after it


class Server:
    #: Real storages close the connection after they answered EINVAL (`sock_send_done_callback`), trackers do not.
    closes_after_einval = False

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = 0
        self.requests: Counter[int] = Counter()
        self.connections = 0
        self.faults = Switchboard()
        self.stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._peers: set[Peer] = set()
        self._lock = threading.Lock()
        self.answers: dict[int, Callable[[Request], Answer]] = {ACTIVE_TEST: self.prove_alive}

    @property
    def address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_running(self) -> bool:
        return not self.stopping.is_set()

    def start(self) -> None:
        self.stopping.clear()
        self._listen()

    def stop(self) -> None:
        """As a process that ends at once: nobody listens, and all connections are cut."""
        self.stopping.set()
        self._stop_listening()
        self._cut()
        for thread in self._threads:
            thread.join(10)
        self._threads.clear()

    def restart(self, pause: float = 0.0) -> None:
        self.stop()
        time.sleep(pause)
        self.start()

    def fault(self, kind: str, **options: int | float | None) -> None:
        """Switches one on, in place of the one before; faults.py says which there are."""
        self.faults.set(Fault(kind, **options))
        if kind == "refuse":
            self._stop_listening()
            self._cut()

    def mend(self) -> None:
        self.faults.set(None)
        if self._listener is None and not self.stopping.is_set():
            self._listen()

    def cut_connections(self) -> None:
        """What a server does with idle ones after `network_timeout`: the client's pool holds dead sockets."""
        self._cut(lambda peer: not peer.is_server)

    def prove_alive(self, request: Request) -> Answer:
        return Answer(0 if request.size == 0 else _EINVAL)

    def peer_gone(self, peer: Peer) -> None:
        """Called when a connection ended, however it did."""

    def _listen(self) -> None:
        self._listener = _listening(self.host, self.port)
        self.port = self._listener.getsockname()[1]
        self._run(self._accept, self._listener)

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.shutdown(socket.SHUT_RDWR)  # which wakes the thread that accepts; it closes it

    def _cut(self, chosen: Callable[[Peer], bool] = bool) -> None:
        """Returns when they are forgotten."""
        with self._lock:
            peers = {peer for peer in self._peers if chosen(peer)}
        for peer in peers:
            peer.cut()
        deadline = time.monotonic() + 2
        while peers & self._peers and time.monotonic() < deadline:
            time.sleep(0.001)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                self.connections += 1
                self._run(self._talk, Peer(connection))

    def _talk(self, peer: Peer) -> None:
        with self._lock:
            self._peers.add(peer)
        try:
            while not self.stopping.is_set() and self._answer_next(peer):
                pass
        except (Gone, OSError):
            pass
        finally:
            peer.close()
            self.peer_gone(peer)
            with self._lock:
                self._peers.discard(peer)

    def _answer_next(self, peer: Peer) -> bool:
        """False when nothing more will come on this connection."""
        size, command, _ = HEADER.unpack(peer.receive(HEADER.size))
        self.requests[command] += 1
        if command == QUIT or size < 0:
            return False
        request = Request(command, size, peer, self.faults.take(command))
        peer.left = size
        answer = self._answer(request)
        peer.drain()
        deliver(answer, request, self)
        return not (answer.is_last or (self.closes_after_einval and answer.status == _EINVAL))

    def _answer(self, request: Request) -> Answer:
        if request.fault and request.fault.replaces_answer:
            return request.fault.instead_of_answer(request)
        try:
            return self.answers.get(request.command, _unknown)(request)
        except Refused as refused:
            return Answer(refused.status)


def _unknown(request: Request) -> Answer:
    return Answer(_EINVAL)


def _listening(host: str, port: int) -> socket.socket:
    """On a port of its own, or on the one that it had before. Waits some seconds for that."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + 5
    while True:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port or random.choice(_PORTS)))
            listener.listen(256)
        except OSError:
            listener.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return listener
