"""The client: what the mall, and code written for the package fdfs_client, calls.

A file id is text everywhere: "group1/M00/00/00/wKgAAGd….jpg". Calls may come from any thread and any fork.
"""

import contextlib
import secrets
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Self

from .cluster_records import moment
from .connection import Source
from .downloading import Download
from .errors import FastDFSError
from .files import Files
from .pool import Pool
from .rests import Rests
from .results import ClusterStatus, Deleted, Downloaded, FileInfo, GroupStatus, TrackerStatus, Uploaded
from .sources import BufferSource, FileSource
from .trackers import Trackers
from .uploading import store
from .wire import Address, FileId, extension_of, extension_or_none, packed_metadata

LocalPath = str | PathLike[str]


class FastDFSClient:
    """Speaks to one cluster through any of its trackers, e.g. ["10.0.0.1:22122", "[::1]:22122"].

    `connect_timeout` limits connecting and the answers of trackers, which come from memory; `timeout` each answer
    of a storage server, and each MB of a file on the way. Of servers that hang one after the other, no further one is
    asked after 3 times the first, or 1.5 times the second. Seconds. `pool_size` idle connections are kept per server;
    how many are open at once is up to the callers' threads.

    Raises BadArgument for trackers that are no addresses. Nothing is connected until the first call.
    """

    def __init__(
        self, trackers: Sequence[str], *, connect_timeout: float = 2.0, timeout: float = 10.0, pool_size: int = 16
    ) -> None:
        rests = Rests()
        self._pool = Pool(connect_timeout=connect_timeout, timeout=timeout, size=pool_size, rests=rests)
        tracker_pool = Pool(connect_timeout=connect_timeout, timeout=connect_timeout, size=pool_size, rests=rests)
        addresses = [Address.of(tracker) for tracker in trackers]
        self._trackers = Trackers(addresses, tracker_pool, rests, patience=3 * connect_timeout)
        self._files = Files(self._trackers, self._pool)

    def upload_by_buffer(
        self,
        buffer: bytes | bytearray | memoryview,
        file_ext_name: str | None = None,
        meta_dict: Mapping[str, str] | None = None,
        *,
        group_name: str | None = None,
    ) -> Uploaded:
        """Stores the bytes; `file_ext_name` is without the dot and at most 6 of letters, digits, - and _.

        Raises Unavailable, TimedOut, NoSpace, Refused, BadAnswer, BadArgument: then no file id exists, though after
        a time-out or a server's death at the very end a file that nobody refers to may stay on its disk.
        """
        return self._upload(BufferSource(buffer), file_ext_name, meta_dict, group_name)

    def upload_by_file(
        self,
        file: BinaryIO,
        size: int | None = None,
        file_ext_name: str | None = None,
        meta_dict: Mapping[str, str] | None = None,
        *,
        group_name: str | None = None,
    ) -> Uploaded:
        """Stores `size` bytes (None: all that follow) of an open binary file from where it stands, in bounded memory.

        Another server is tried only when the file can seek back. Raises what upload_by_buffer raises, and
        SourceChanged when the file ends too early.
        """
        return self._upload(FileSource(file, size), file_ext_name, meta_dict, group_name)

    def upload_by_filename(
        self,
        filename: LocalPath,
        meta_dict: Mapping[str, str] | None = None,
        *,
        file_ext_name: str | None = None,
        group_name: str | None = None,
    ) -> Uploaded:
        """Stores a local file; the extension is that of its name, if FastDFS keeps such, unless another is given.

        Raises what upload_by_file raises, and OSError.
        """
        path = Path(filename)
        with path.open("rb") as file:
            extension = file_ext_name or extension_or_none(path.suffix)
            uploaded = self._upload(FileSource(file, None), extension, meta_dict, group_name)
        return replace(uploaded, local_filename=str(filename))

    def download_to_buffer(self, file_id: str, offset: int = 0, length: int = 0) -> bytes:
        """The bytes of a file, from `offset`; a length of 0 is all that follow. Raises NotFound and the others.

        An offset at or behind the end is refused with status 22 by the server.
        """
        return b"".join(self.download_chunks(file_id, offset, length))

    def download_chunks(self, file_id: str, offset: int = 0, length: int = 0) -> Generator[bytes, None, None]:
        """The same in pieces of at most 256 kB. The first is asked for at once, so that NotFound comes from this call.

        A server that dies in the middle is replaced: another goes on at the byte where it stopped. The connection goes
        back after the last piece; it is closed when the iterator is closed or forgotten before.
        """
        return self._download(file_id, offset, length).pieces()

    def download_to_file(self, local_filename: LocalPath, file_id: str, offset: int = 0, length: int = 0) -> Downloaded:
        """Writes the file to `local_filename`, which appears only when it is whole."""
        download = self._download(file_id, offset, length)
        size = 0
        with contextlib.closing(download.pieces()) as pieces, _appearing(Path(local_filename)) as file:
            for piece in pieces:
                size += file.write(piece)
        ip = download.address.host if download.address else ""
        return Downloaded(file_id=file_id, local_filename=str(local_filename), size=size, storage_ip=ip)

    def file_info(self, file_id: str) -> FileInfo:
        """Size, age and CRC-32. Raises NotFound and the others."""
        size, created, crc32, source_ip = self._files.facts(FileId.of(file_id))
        return FileInfo(size=size, created_at=moment(created), crc32=crc32, source_ip=source_ip)

    def delete_file(self, file_id: str) -> Deleted:
        """Removes the file from its group. Raises NotFound when it was not there, and the others."""
        address = self._files.delete(FileId.of(file_id))
        return Deleted("Delete file successed.", file_id, address.host)

    def get_meta_data(self, file_id: str) -> dict[str, str]:
        """The metadata of a file, {} when it has none."""
        return self._files.metadata(FileId.of(file_id))

    def set_meta_data(self, file_id: str, meta_dict: Mapping[str, str], op_flag: str = "O") -> None:
        """Replaces the metadata of a file ("O"), or adds to it ("M")."""
        self._files.change_metadata(FileId.of(file_id), meta_dict, flag=op_flag)

    def list_all_groups(self) -> dict[str, Any]:
        """{"Groups count": …, "Groups": [GroupStatus, …]}"""
        groups = self._trackers.groups()
        return {"Groups count": len(groups), "Groups": groups}

    def list_one_group(self, group_name: str) -> GroupStatus:
        """Raises NotFound when no such group exists."""
        return self._trackers.group(group_name)

    def list_servers(self, group_name: str, storage_ip: str | None = None) -> dict[str, Any]:
        """{"Group name": …, "Servers": [StorageStatus, …]}"""
        servers = self._trackers.servers(group_name, storage_ip or "")
        return {"Group name": group_name, "Servers": servers}

    def status(self) -> ClusterStatus:
        """Every tracker, and the groups with their servers as the first that answers sees them.

        Never raises: `error` says why no groups could be had.
        """
        trackers = tuple(self._tracker_status(address) for address in self._trackers.addresses)
        try:
            groups = tuple(
                replace(group, storages=tuple(self._trackers.servers(group.group_name)))
                for group in self._trackers.groups()
            )
        except FastDFSError as error:
            return ClusterStatus(trackers=trackers, groups=(), error=str(error))
        return ClusterStatus(trackers=trackers, groups=groups)

    def close(self) -> None:
        """Closes the idle connections. The client may be used again."""
        self._pool.close()
        self._trackers.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _upload(
        self, source: Source, extension: str | None, metadata: Mapping[str, str] | None, group: str | None
    ) -> Uploaded:
        """A file whose metadata could not be stored is removed again."""
        packed_metadata(metadata or {})  # raises before anything is stored
        file_id, address = store(
            self._trackers, self._pool, source, extension=extension_of(extension), group=group or None
        )
        if metadata:
            try:
                self._files.change_metadata(file_id, metadata, flag="O")
            except FastDFSError:
                with contextlib.suppress(FastDFSError):
                    self._files.delete(file_id)
                raise
        return Uploaded(file_id=str(file_id), size=source.size, storage_ip=address.host)

    def _download(self, file_id: str, offset: int, length: int) -> Download:
        return Download(self._trackers, self._pool, FileId.of(file_id), offset=offset, length=length)

    def _tracker_status(self, address: Address) -> TrackerStatus:
        try:
            self._trackers.test(address)
        except FastDFSError as error:
            return TrackerStatus(address=str(address), error=str(error))
        return TrackerStatus(address=str(address))


@contextlib.contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` that takes its place when it is whole, and goes away when something is raised."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
