"""What is uploaded: bytes in memory, or an open file, of which one piece at a time is read.

`can_repeat` says whether its bytes can be had again, from the first on.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO

from .connection import PIECE
from .errors import BadArgument, SourceChanged


class BufferSource:
    """Bytes in memory, which are not copied."""

    can_repeat = True

    def __init__(self, buffer: bytes | bytearray | memoryview) -> None:
        self._view = memoryview(buffer).cast("B")
        self.size = len(self._view)

    def pieces(self) -> Iterator[memoryview]:
        return (self._view[start : start + PIECE] for start in range(0, self.size, PIECE))


class FileSource:
    """`size` bytes of an open binary file from where it stands; None: all that follow, for which it has to seek."""

    def __init__(self, file: BinaryIO, size: int | None) -> None:
        self._file = file
        self._can_seek = file.seekable()
        self._is_begun = False
        if size is None and not self._can_seek:
            raise BadArgument("The size of a file that cannot seek has to be given.")
        self._start = file.tell() if self._can_seek else 0
        if size is None:
            size = max(file.seek(0, io.SEEK_END) - self._start, 0)
            file.seek(self._start)
        if size < 0:
            raise BadArgument(f"No file has {size} bytes.")
        self.size = size

    @property
    def can_repeat(self) -> bool:
        return self._can_seek or not self._is_begun

    def pieces(self) -> Iterator[memoryview]:
        """Raises SourceChanged when the file ends too early."""
        if self._is_begun:
            self._file.seek(self._start)
        left = self.size
        while left:
            self._is_begun = True
            piece = self._read(min(left, PIECE))
            left -= len(piece)
            yield memoryview(piece)

    def _read(self, count: int) -> bytes:
        """Exactly so many bytes: a pipe gives fewer at a time."""
        piece = b""
        while len(piece) < count:
            part = self._file.read(count - len(piece))
            if not part:
                raise SourceChanged(f"The file ended before the {self.size} bytes that it should have had.")
            piece = piece + part if piece else part
        return piece
