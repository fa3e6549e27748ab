"""Files of FastDFS as Python reads files: by pieces, from any place, never whole unless they are asked for whole."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from django.core.files.base import File

from utils.stored_files import StorageUnavailable

from .client import FastDFSClient
from .errors import FastDFSError, NotFound

_BLOCK = 256 * 1024  # bytes asked for at once


@contextmanager
def storage_errors(name: str) -> Iterator[None]:
    """Says in the words of files what the client says in those of FastDFS: FileNotFoundError, StorageUnavailable."""
    try:
        yield
    except NotFound as error:
        raise FileNotFoundError(f"FastDFS has no {name}") from error
    except FastDFSError as error:
        raise StorageUnavailable(f"FastDFS: {error}") from error


class StoredFile(File):
    """A file of the cluster, open for reading."""

    def __init__(self, client: FastDFSClient, file_id: str) -> None:
        self._raw = _Remote(client, file_id)
        super().__init__(io.BufferedReader(self._raw, _BLOCK), name=file_id)
        self.mode = "rb"

    @cached_property
    def size(self) -> int:
        return self._raw.size

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The whole file by one download; pieces of the size that the client reads."""
        with storage_errors(str(self.name)):
            yield from self._raw.client.download_chunks(self._raw.file_id)


class _Remote(io.RawIOBase):
    def __init__(self, client: FastDFSClient, file_id: str) -> None:
        self.client = client
        self.file_id = file_id
        self._position = 0

    @cached_property
    def size(self) -> int:
        with storage_errors(self.file_id):
            return self.client.file_info(self.file_id).size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(whence)
        self._position = max(0, (self.size if start is None else start) + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._download(min(len(buffer), self.size - self._position))
        buffer[: len(piece)] = piece
        return len(piece)

    def readall(self) -> bytes:
        return self._download(self.size - self._position)

    def _download(self, length: int) -> bytes:
        if length <= 0:  # for a server, no length is the rest of the file
            return b""
        with storage_errors(self.file_id):
            piece = self.client.download_to_buffer(self.file_id, self._position, length)
        self._position += len(piece)
        return piece
