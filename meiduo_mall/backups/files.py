"""Private files with checksums."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20  # bytes
_QUICK = 4  # of gzip's nine levels: half the time of the usual one, for a tenth more bytes


@contextmanager
def private_files() -> Iterator[None]:
    """Whatever this process makes meanwhile is its user's alone: folders 0700, files 0600."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def packed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file to write; it is on the disk when the block ends without an error."""
    with path.open("xb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_QUICK) as content:
            yield content  # type: ignore[misc]  # GzipFile reads and writes as a file does
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    with gzip.open(path, "rb") as content:
        yield content  # type: ignore[misc]
