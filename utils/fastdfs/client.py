"""The client: what the mall, and code written for the package fdfs_client, calls.

A file id is text everywhere: "group1/M00/00/00/wKgAAGd….jpg". Calls may come from any thread and any fork.
"""

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from typing import Any, BinaryIO

from .results import ClusterStatus, Deleted, Downloaded, FileInfo, GroupStatus, Uploaded

LocalPath = str | PathLike[str]


class FastDFSClient:
    """Speaks to one cluster through any of its trackers, e.g. ["10.0.0.1:22122", "[::1]:22122"].

    `connect_timeout` limits connecting and the answers of trackers, which come from memory; `timeout` each answer
    of a storage server and each 256 kB of a file on the way. Seconds. `pool_size` idle connections are kept per server;
    how many are open at once is up to the callers' threads.

    Raises BadArgument for trackers that are no addresses. Nothing is connected until the first call.
    """

    def __init__(
        self, trackers: Sequence[str], *, connect_timeout: float = 2.0, timeout: float = 10.0, pool_size: int = 16
    ) -> None:
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

    def upload_by_filename(
        self,
        filename: LocalPath,
        meta_dict: Mapping[str, str] | None = None,
        *,
        file_ext_name: str | None = None,
        group_name: str | None = None,
    ) -> Uploaded:
        """Stores a local file; the extension is that of its name unless another is given. Raises also OSError."""
        raise NotImplementedError

    def download_to_buffer(self, file_id: str, offset: int = 0, length: int = 0) -> bytes:
        """The bytes of a file, from `offset`; a length of 0 is all that follow. Raises NotFound and the others.

        An offset at or behind the end is refused with status 22 by the server.
        """
        raise NotImplementedError

    def download_chunks(self, file_id: str, offset: int = 0, length: int = 0) -> Iterator[bytes]:
        """The same in pieces of at most 256 kB. The first is asked for at once, so that NotFound comes from this call.

        A server that dies in the middle is replaced: another goes on at the byte where it stopped. The connection goes
        back after the last piece; it is closed when the iterator is closed or forgotten before.
        """
        raise NotImplementedError

    def download_to_file(self, local_filename: LocalPath, file_id: str, offset: int = 0, length: int = 0) -> Downloaded:
        """Writes the file to `local_filename`, which appears only when it is whole."""
        raise NotImplementedError

    def file_info(self, file_id: str) -> FileInfo:
        """Size, age and CRC-32. Raises NotFound and the others."""
        raise NotImplementedError

    def delete_file(self, file_id: str) -> Deleted:
        """Removes the file from its group. Raises NotFound when it was not there, and the others."""
        raise NotImplementedError

    def get_meta_data(self, file_id: str) -> dict[str, str]:
        """The metadata of a file, {} when it has none."""
        raise NotImplementedError

    def set_meta_data(self, file_id: str, meta_dict: Mapping[str, str], op_flag: str = "O") -> None:
        """Replaces the metadata of a file ("O"), or adds to it ("M")."""
        raise NotImplementedError

    def list_all_groups(self) -> dict[str, Any]:
        """{"Groups count": …, "Groups": [GroupStatus, …]}"""
        raise NotImplementedError

    def list_one_group(self, group_name: str) -> GroupStatus:
        """Raises NotFound when no such group exists."""
        raise NotImplementedError

    def list_servers(self, group_name: str, storage_ip: str | None = None) -> dict[str, Any]:
        """{"Group name": …, "Servers": [StorageStatus, …]}"""
        raise NotImplementedError

    def status(self) -> ClusterStatus:
        """Every tracker, and the groups with their servers as the first that answers sees them.

        Never raises for a tracker that is away; with none, there are no groups.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Closes the idle connections. The client may be used again."""
        raise NotImplementedError
