"""A client so plain that it hides nothing: one request, and what came back for it."""

import contextlib
import socket
from dataclasses import dataclass

from tests.fastdfs_cluster.wire import GROUP_SIZE, HEADER, LONG, STORE, text


@dataclass
class Reply:
    command: int
    status: int
    body: bytes
    is_closed: bool | None  # whether the server hung up after it; None: nobody looked


def ask(address: str, command: int, body: bytes = b"", *, watch: bool = False) -> Reply:
    """On a connection of its own, which it may watch for a moment after the answer."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=5) as connection:
        connection.sendall(HEADER.pack(len(body), command, 0) + body)
        size, answer, status = HEADER.unpack(_received(connection, HEADER.size))
        return Reply(answer, status, _received(connection, size), _is_closed(connection) if watch else None)


def storage_of(tracker: str) -> str:
    """The address of a storage, in an answer of either size."""
    body = ask(tracker, STORE).body
    return f"{text(body[GROUP_SIZE:-9])}:{LONG.unpack(body[-9:-1])[0]}"


def _received(connection: socket.socket, size: int) -> bytes:
    content = connection.recv(size, socket.MSG_WAITALL) if size else b""
    assert len(content) == size
    return content


def _is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.05)
    with contextlib.suppress(TimeoutError):
        return connection.recv(1) == b""
    return False
