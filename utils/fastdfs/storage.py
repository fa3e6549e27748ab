"""Django's storage on a FastDFS cluster.

FastDFS gives names itself: what `save` returns is the file_id, and no folder or name that was asked for is in it. Names
that FastDFS did not give are of files that were kept on this machine before; they are served, read and deleted there,
until `manage.py fastdfs migrate-media` has moved them.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.deconstruct import deconstructible

from .client import FastDFSClient
from .errors import NotFound
from .kinds import HEAD_BYTES, extension_for
from .reading import StoredFile, storage_errors
from .serving import PublicAddresses, is_file_id

STREAMED_FROM = 1024 * 1024  # bytes; larger files are never whole in memory


@deconstructible(path="utils.fastdfs.storage.FastDFSStorage")
class FastDFSStorage(Storage):
    """Raises StorageUnavailable when the cluster does not take or give a file, FileNotFoundError when it has none.

    Trackers are "host:port". `url` asks nobody: pages are shown while the cluster is away.
    """

    def __init__(
        self,
        *,
        trackers: Sequence[str],
        base_urls: Sequence[str],
        token_secret: str = "",
        token_seconds: int = 0,
        connect_timeout: float = 2.0,
        timeout: float = 10.0,
    ) -> None:
        self._trackers = tuple(trackers)
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._addresses = PublicAddresses(base_urls, token_secret=token_secret, token_seconds=token_seconds)

    @cached_property
    def client(self) -> FastDFSClient:
        return FastDFSClient(self._trackers, connect_timeout=self._connect_timeout, timeout=self._timeout)

    @property
    def local(self) -> FileSystemStorage:
        """Where files were kept before."""
        return FileSystemStorage()

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """As it is asked for: nothing of it is kept but the extension."""
        return name

    def url(self, name: str | None) -> str:
        if name is None or not is_file_id(name):
            return self.local.url(name)
        return self._addresses.url(name)

    def name_of(self, url: str) -> str | None:
        """The name of the file that `url` led to, also with another base or an old token; None when it is not ours."""
        return self._addresses.file_id_of(url)

    def exists(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        if not is_file_id(name):
            return self.local.size(name)
        with storage_errors(name):
            return self.client.file_info(name).size

    def delete(self, name: str) -> None:
        """One that is already gone is no error."""
        if not is_file_id(name):
            self.local.delete(name)
            return
        with storage_errors(name), suppress(NotFound):
            self.client.delete_file(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        if not is_file_id(name):
            return self.local.open(name, mode)
        if mode != "rb":
            raise ValueError("A file in FastDFS is written once: save another one.")
        return StoredFile(self.client, name)

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        extension = extension_for(name, content.read(HEAD_BYTES)) or None
        content.seek(0)
        with storage_errors(name):
            if content.size <= STREAMED_FROM:
                return self.client.upload_by_buffer(content.read(), file_ext_name=extension).file_id
            file = cast(BinaryIO, content)
            return self.client.upload_by_file(file, content.size, file_ext_name=extension).file_id
