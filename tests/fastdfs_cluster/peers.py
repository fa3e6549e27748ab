"""The other end of a connection, as a server sees it."""

import contextlib
import os
import socket
from pathlib import Path

CHUNK = 256 * 1024  # buff_size of conf/storage.conf


class Gone(Exception):
    """The other end has closed."""


class Peer:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.is_server = False  # a storage that reports to its tracker
        self.left = 0  # bytes of the request's body that have not been read
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def receive(self, size: int) -> bytes:
        """Exactly so many bytes; raises Gone."""
        parts = bytearray()
        while len(parts) < size:
            part = self.connection.recv(min(size - len(parts), CHUNK))
            if not part:
                raise Gone
            parts += part
        return bytes(parts)

    def body(self, size: int | None = None) -> bytes:
        """The next bytes of the request's body, or all that are left."""
        size = self.left if size is None else min(size, self.left)
        self.left -= size
        return self.receive(size)

    def body_into(self, buffer: memoryview) -> int:
        """Fills the buffer as far as there is something, and returns how far."""
        count = self.connection.recv_into(buffer[: min(self.left, len(buffer))])
        if not count:
            raise Gone
        self.left -= count
        return count

    def drain(self) -> None:
        buffer = memoryview(bytearray(min(self.left, CHUNK)))
        while self.left:
            self.body_into(buffer)

    def send(self, part: bytes) -> None:
        self.connection.sendall(part)

    def send_file(self, path: Path, offset: int, length: int) -> None:
        with path.open("rb") as file:
            while length > 0:
                count = os.sendfile(self.connection.fileno(), file.fileno(), offset, min(length, CHUNK))
                if not count:
                    raise Gone
                offset += count
                length -= count

    def is_open(self) -> bool:
        """Whether the other end has neither closed nor been cut off. Reads nothing."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end_sending(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """The other end learns of it by ECONNRESET."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def cut(self) -> None:
        """From another thread: wakes the one that reads or writes."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.connection.close()
