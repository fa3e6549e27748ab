"""A storage server: storage/storage_service.c of the FastDFS sources, and storage/tracker_client_thread.c for how it
tells its trackers that it is there."""

import contextlib
import errno
import re
import socket
import tempfile
import time
import zlib
from pathlib import Path

from tests.fastdfs_cluster import wire
from tests.fastdfs_cluster.file_ids import Folders, Refused, new_name, path_of, source_of
from tests.fastdfs_cluster.peers import CHUNK
from tests.fastdfs_cluster.serving import Answer, Request, Server

_HEARTBEAT = 0.05  # seconds; real ones have heart_beat_interval, 30 by default
_SMALL = CHUNK - wire.HEADER.size  # what is no upload fits into one buffer
_LONGEST_DESCRIBED = 127  # storage_server_query_file_info
_EXTENSION = re.compile("[A-Za-z0-9._-]{0,6}")  # fdfs_validate_filename in tracker/tracker_proto.c


class Storage(Server):
    closes_after_einval = True

    def __init__(
        self, *, group: str, folder: str | Path, trackers: list[str], host: str, ip_size: str, number: str = ""
    ) -> None:
        """`number` is its id where servers go by numbers."""
        super().__init__(host)
        self.number = number
        self.group, self.folder, self.ip_size = group, Path(folder), ip_size
        self._trackers = trackers
        self._folders = Folders()
        self._temporary = self.folder / "receiving"
        self._temporary.mkdir(parents=True, exist_ok=True)
        self._begun_at = int(time.time())
        self.answers |= {
            wire.UPLOAD: self.accept_upload,
            wire.DOWNLOAD: self.read_file,
            wire.DELETE: self.delete_file,
            wire.FILE_INFO: self.describe_file,
            wire.SET_METADATA: self.set_metadata,
            wire.GET_METADATA: self.read_metadata,
        }

    def start(self) -> None:
        super().start()
        for tracker in self._trackers:
            self._run(self._report, tracker)

    def files(self) -> list[Path]:
        """All files that were uploaded and not deleted, without their metadata."""
        every = (self.folder / "data").rglob("*")
        return sorted(path for path in every if path.is_file() and not path.name.endswith("-m"))

    # What a client may ask.

    def accept_upload(self, request: Request) -> Answer:
        """`storage_upload_file`: index of the path, size, extension, content."""
        if request.size < 15:
            raise Refused(errno.EINVAL)
        head = request.peer.body(15)
        size = wire.LONG.unpack(head[1:9])[0]
        if head[0] not in (0, 255) or size != request.size - 15:
            raise Refused(errno.EINVAL)
        extension = wire.text(head[9:])
        if not _EXTENSION.fullmatch(extension):
            raise Refused(errno.EINVAL)
        with tempfile.NamedTemporaryFile(dir=self._temporary, delete=False) as file:
            try:
                crc32 = self._receive(request, file)
            except BaseException:
                Path(file.name).unlink()
                raise
        name = f"{self._folders.next()}/{new_name(self.number or self.host, int(time.time()), size, crc32, extension)}"
        target = self.folder / "data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(file.name).rename(target)
        return Answer(body=self.group.encode().ljust(wire.GROUP_SIZE, b"\0") + f"M00/{name}".encode())

    def _receive(self, request: Request, file: "tempfile._TemporaryFileWrapper[bytes]") -> int:
        buffer = memoryview(bytearray(min(CHUNK, max(request.peer.left, 1))))
        crc32 = 0
        while request.peer.left:
            part = buffer[: request.peer.body_into(buffer)]
            crc32 = zlib.crc32(part, crc32)
            file.write(part)
        return crc32

    def read_file(self, request: Request) -> Answer:
        """`storage_server_download_file`: offset, number of bytes (0: all), group, name."""
        body = self._small_body(request, 33)
        offset, length = wire.LONG.unpack(body[:8])[0], wire.LONG.unpack(body[8:16])[0]
        if offset < 0 or length < 0:
            raise Refused(errno.EINVAL)
        path, _ = self._file(body[16:])
        size = path.stat().st_size
        if offset >= size:
            raise Refused(errno.EINVAL)
        return Answer(file=path, offset=offset, length=min(length or size, size - offset))

    def delete_file(self, request: Request) -> Answer:
        path, _ = self._file(self._small_body(request, 17))
        path.unlink()
        _metadata(path).unlink(missing_ok=True)
        return Answer()

    def describe_file(self, request: Request) -> Answer:
        """`query_file_info_response`: size, moment, CRC32 (with its sign!), address where it was born."""
        if request.size > wire.GROUP_SIZE + _LONGEST_DESCRIBED:
            raise Refused(errno.EINVAL)
        path, name = self._file(self._small_body(request, 17))
        source, crc32 = source_of(name)
        host = self.host if source.isdigit() else source  # those with numbers all live at one address
        signed = crc32 - (1 << 32) if crc32 >> 31 else crc32
        stat = path.stat()
        numbers = b"".join(map(wire.LONG.pack, (stat.st_size, int(stat.st_mtime), signed)))
        return Answer(body=numbers + host.encode().ljust(wire.ADDRESS_SIZES[self.ip_size], b"\0"))

    def set_metadata(self, request: Request) -> Answer:
        """`storage_server_set_metadata`: two lengths, O(verwrite) or M(erge), group, name, metadata."""
        body = self._small_body(request, 34)
        name_size, size = wire.LONG.unpack(body[:8])[0], wire.LONG.unpack(body[8:16])[0]
        flag, metadata = body[16:17], body[33 + name_size :]
        if not 0 < name_size < 128 or flag not in (b"O", b"M") or size != len(metadata):
            raise Refused(errno.EINVAL)
        path, _ = self._file(body[17 : 33 + name_size])
        kept = _metadata(path)
        records = [record for record in metadata.split(wire.RECORD_SEPARATOR) if record]
        if flag == b"M" and kept.exists():
            before = kept.read_bytes().split(wire.RECORD_SEPARATOR)
            records = list({record.partition(wire.FIELD_SEPARATOR)[0]: record for record in before + records}.values())
        if records:
            kept.write_bytes(wire.RECORD_SEPARATOR.join(sorted(records)))
        elif flag == b"O":
            kept.unlink(missing_ok=True)
        return Answer()

    def read_metadata(self, request: Request) -> Answer:
        path, _ = self._file(self._small_body(request, 17))
        try:
            return Answer(body=_metadata(path).read_bytes())
        except FileNotFoundError:
            raise Refused(errno.ENOENT) from None

    def _small_body(self, request: Request, least: int) -> bytes:
        if not least <= request.size < _SMALL:
            raise Refused(errno.EINVAL)
        return request.peer.body()

    def _file(self, group_and_name: bytes) -> tuple[Path, str]:
        name = wire.text(group_and_name[wire.GROUP_SIZE :])
        if wire.text(group_and_name[: wire.GROUP_SIZE]) != self.group:
            raise Refused(errno.EINVAL)
        path = self.folder / "data" / path_of(name)
        if not path.is_file():
            raise Refused(errno.ENOENT)
        return path, name

    # What its trackers hear.

    def _report(self, tracker: str) -> None:
        """Joins, says how much room there is, then beats until it is stopped; again whenever the tracker went away."""
        while not self.stopping.is_set():
            with contextlib.suppress(OSError), _connected(tracker, self.host) as connection:
                _ask(connection, wire.JOIN, self._join_body(tracker))
                _ask(connection, wire.REPORT_DISK, wire.LONG.pack(4096) + wire.LONG.pack(2048))
                while not self.stopping.wait(_HEARTBEAT):
                    _ask(connection, wire.BEAT)
            self.stopping.wait(_HEARTBEAT)

    def _join_body(self, tracker: str) -> bytes:
        numbers = (self.port, 1, 256, 10, self._begun_at, int(time.time()))
        tracker_host = tracker.rpartition(":")[0].encode()
        known_as = (wire.VERSION, 0, wire.ONLINE, self.number.encode(), tracker_host, 1)
        fixed = wire.JOIN_BODY.pack(self.group.encode(), *numbers, *known_as)
        return fixed + f"{tracker}\n".encode()


def _metadata(path: Path) -> Path:
    return path.with_name(f"{path.name}-m")


def _connected(tracker: str, source: str) -> socket.socket:
    host, _, port = tracker.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=5, source_address=(source, 0))


def _ask(connection: socket.socket, command: int, body: bytes = b"") -> None:
    """Raises OSError unless the answer is a good one."""
    connection.sendall(wire.HEADER.pack(len(body), command, 0) + body)
    size, _, status = wire.HEADER.unpack(_received(connection, wire.HEADER.size))
    _received(connection, size)
    if status:
        raise OSError(status, "the tracker refuses")


def _received(connection: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        part = connection.recv(size - len(content))
        if not part:
            raise ConnectionError
        content += part
    return content
