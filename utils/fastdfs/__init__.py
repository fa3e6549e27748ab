"""FastDFS: a small typed client of our own, and Django's storage on it (docs/decisions/0016-fastdfs-client.md)."""

from .client import FastDFSClient
from .errors import (
    BadAnswer,
    BadArgument,
    FastDFSError,
    NoSpace,
    NotFound,
    Refused,
    SourceChanged,
    TimedOut,
    Unavailable,
)
from .results import (
    ClusterStatus,
    Deleted,
    Downloaded,
    FileInfo,
    GroupStatus,
    StorageStatus,
    TrackerStatus,
    Uploaded,
)

__all__ = [
    "BadAnswer",
    "BadArgument",
    "ClusterStatus",
    "Deleted",
    "Downloaded",
    "FastDFSClient",
    "FastDFSError",
    "FileInfo",
    "GroupStatus",
    "NoSpace",
    "NotFound",
    "Refused",
    "SourceChanged",
    "StorageStatus",
    "TimedOut",
    "TrackerStatus",
    "Unavailable",
    "Uploaded",
]
