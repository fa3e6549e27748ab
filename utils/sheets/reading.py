"""Reads a sheet row by row, whoever made it and whatever its name says: nothing grows beyond the bounds."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import BinaryIO

from .refusals import Empty, Locked, NoSheet, TooHeavy, TooManyRows, TooWide, Unreadable
from .texts import restored
from .workbooks import workbook_rows

Cell = str | int | float | bool | date | time | timedelta | None

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel 97, and every encrypted workbook
_BINARY = frozenset(chr(code) for code in range(32)) - set("\t\n\r\x0b\x0c") | {"\x7f"}
_AT_ONCE = 64 * 1024
_LONGEST = 32_767  # characters of a cell, as in Excel: many cells may repeat one text of a workbook


@dataclass(frozen=True)
class Bounds:
    """The most that is read of one file; rows without anything in them do not count."""

    size: int  # bytes
    unpacked: int  # bytes of a workbook once it is unpacked
    rows: int  # with the headings
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has something in it, and its number as Excel shows it."""

    number: int
    cells: list[Cell]


def read_rows(file: BinaryIO, bounds: Bounds) -> Iterator[Row]:
    """The rows of the first visible sheet of a workbook, or of a csv file in UTF-8 or GB18030.

    Raises SheetRefused: TooHeavy, TooManyRows, TooWide, Empty, Locked, NoSheet or Unreadable, some of them only while
    rows are read.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    beginning = file.read(len(_OLE))
    if size > bounds.size:
        raise TooHeavy
    if not beginning.strip():
        raise Empty
    if beginning.startswith(_OLE):
        raise Locked
    file.seek(0)
    source = workbook_rows(file, bounds.unpacked) if beginning.startswith(_ZIP) else _csv_rows(file)
    return _bounded(source, bounds)


def _bounded(source: Iterator[tuple[int, list[Cell]]], bounds: Bounds) -> Iterator[Row]:
    count = 0
    for number, cells in source:
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > bounds.rows:
            raise TooManyRows
        if len(cells) > bounds.columns:
            raise TooWide(row=number)
        yield Row(number, [_restored(cell) if isinstance(cell, str) else cell for cell in cells])
    if not count:
        raise Empty


def _restored(text: str) -> str:
    if len(text) > _LONGEST:
        raise Unreadable
    return restored(text)


def _csv_rows(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    text = io.TextIOWrapper(file, encoding=_encoding_of(file), newline="")
    try:
        headings = text.readline()
        text.seek(0)
        delimiter = max(",;\t", key=headings.count)  # a comma, unless there are more of the others
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
            yield number, list(cells)
    except csv.Error as error:
        raise Unreadable from error
    finally:
        if not file.closed:  # whoever stops reading may close it before this
            text.detach()


def _encoding_of(file: BinaryIO) -> str:
    """UTF-8 where all of it is, with or without a byte order mark; else what Chinese Excel writes. Raises NoSheet."""
    for encoding in ("utf-8-sig", "gb18030"):
        file.seek(0)
        try:
            _decode(file, encoding)
        except UnicodeDecodeError:
            continue
        file.seek(0)
        return encoding
    raise NoSheet


def _decode(file: BinaryIO, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(_AT_ONCE):
        if not _BINARY.isdisjoint(decoder.decode(chunk)):
            raise NoSheet
    decoder.decode(b"", final=True)
