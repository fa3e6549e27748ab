"""What the client returns: typed attributes, and the keys that callers of the package fdfs_client know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple


class _Named(Mapping[str, Any]):
    """A mapping over attributes: `result["Remote file_id"]` is `result.file_id`."""

    KEYS: ClassVar[dict[str, str]] = {}

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self.KEYS[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.KEYS)

    def __len__(self) -> int:
        return len(self.KEYS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Uploaded(_Named):
    """A stored file. `size` is in bytes; `["Uploaded size"]` is the same as a text for people, e.g. 9.8KB."""

    KEYS: ClassVar[dict[str, str]] = {
        "Group name": "group_name",
        "Remote file_id": "file_id",
        "Status": "status",
        "Local file name": "local_filename",
        "Uploaded size": "size_text",
        "Storage IP": "storage_ip",
    }

    file_id: str
    size: int
    storage_ip: str
    local_filename: str = ""
    status: str = "Upload successed."

    @property
    def group_name(self) -> str:
        return self.file_id.partition("/")[0]

    @property
    def size_text(self) -> str:
        return size_text(self.size)


@dataclass(frozen=True, kw_only=True, eq=False)
class Downloaded(_Named):
    """A file that was written to `local_filename`. `size` is in bytes."""

    KEYS: ClassVar[dict[str, str]] = {
        "Remote file_id": "file_id",
        "Content": "local_filename",
        "Download size": "size_text",
        "Storage IP": "storage_ip",
    }

    file_id: str
    local_filename: str
    size: int
    storage_ip: str

    @property
    def size_text(self) -> str:
        return size_text(self.size)


class Deleted(NamedTuple):
    """The same three as from fdfs_client: a sentence, the file, the server."""

    status: str
    file_id: str
    storage_ip: str


@dataclass(frozen=True, kw_only=True)
class FileInfo:
    """What a storage server knows of a file: bytes, an aware moment, an unsigned CRC-32, who received it first."""

    size: int
    created_at: datetime
    crc32: int
    source_ip: str


@dataclass(frozen=True, kw_only=True)
class StorageStatus:
    """One storage server, as a tracker sees it."""

    id: str
    ip: str
    port: int
    status: str  # ACTIVE, OFFLINE, WAIT_SYNC …
    version: str
    total_mb: int
    free_mb: int
    last_heartbeat_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.status == "ACTIVE"


@dataclass(frozen=True, kw_only=True)
class GroupStatus:
    """One group, as a tracker sees it; `storages` is empty where only the group was asked for."""

    group_name: str
    total_mb: int
    free_mb: int
    storage_count: int
    readable_count: int
    writable_count: int
    storages: tuple[StorageStatus, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrackerStatus:
    """One tracker: whether it answered an active test, else why not."""

    address: str
    error: str = ""

    @property
    def is_reachable(self) -> bool:
        return not self.error


@dataclass(frozen=True, kw_only=True)
class ClusterStatus:
    """Every tracker, and the groups as the first tracker that answers sees them; `error` says why there are none."""

    trackers: tuple[TrackerStatus, ...]
    groups: tuple[GroupStatus, ...]
    error: str = ""

    @property
    def is_writable(self) -> bool:
        """Whether an upload has a server to go to."""
        return any(group.writable_count for group in self.groups)


def size_text(size: int) -> str:
    """Bytes for people, as fdfs_client writes them: 512B, 9.8KB, 5.0MB."""
    amount, units = float(size), iter(("B", "KB", "MB", "GB"))
    unit = next(units)
    for larger in units:
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{size}B" if unit == "B" else f"{amount:.1f}{unit}"
