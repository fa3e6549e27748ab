"""Workbooks (xlsx) of strangers. Before openpyxl parses one, its zip directory and the number of its XML elements are
checked: a file of some kilobytes may otherwise fill the memory. defusedxml, which openpyxl uses once it is installed,
refuses entities, and so neither expands nor fetches any."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import ZipFile, ZipInfo

import defusedxml.ElementTree  # noqa: F401  # must be there; openpyxl finds it by itself
from openpyxl import load_workbook

from .refusals import Locked, NoSheet, SheetRefused, TooHeavy, Unreadable

_MOST_PARTS = 1000
_MOST_TAGS = 2_500_000  # of one part: 20,000 rows of 15 cells have 1,800,000 at most
_TREE_BYTES = 2 * 1024 * 1024  # of a part that becomes a tree of objects as a whole
_LAST_ROW = 1_048_576  # of a sheet
_MOST_CELLS = 20_000_000  # with the empty ones to the left of others, which openpyxl makes and the file need not hold
_STREAMED = ("xl/worksheets/", "xl/sharedStrings")  # the parts that are read element by element
_UNREAD = ("xl/media/", "xl/drawings/", "xl/charts/", "xl/embeddings/", "docProps/thumbnail")
_ENCRYPTED = 0x1
_LONGEST_TAG = 256 * 1024  # bytes, with the text behind it: of a cell 32,767 characters, each at most "&quot;"
_AT_ONCE = 256 * 1024


def workbook_rows(file: BinaryIO, unpacked: int) -> Iterator[tuple[int, list[Any]]]:
    """Number and values of the rows of the first visible sheet; of formulas what they came to when it was saved."""
    try:
        _check(file, unpacked)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # what a sheet says of its own size need not be true
        count = 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > _LAST_ROW:
                raise Unreadable
            count += len(cells)
            if count > _MOST_CELLS:
                raise TooHeavy
            yield number, list(cells)
    except SheetRefused:
        raise
    except Exception as error:  # parsers fed with hostile bytes raise whatever they like
        raise Unreadable from error


def _check(file: BinaryIO, unpacked: int) -> None:
    with ZipFile(file) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise Locked
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise NoSheet
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > unpacked:
            raise TooHeavy
        for part in parts:
            if not part.filename.startswith(_UNREAD):
                _check_part(archive, part)


def _check_part(archive: ZipFile, part: ZipInfo) -> None:
    """zipfile never unpacks more of a part than the directory says, and complains when there was more."""
    is_streamed = part.filename.startswith(_STREAMED)
    if not is_streamed and part.file_size > _TREE_BYTES:
        raise TooHeavy
    tags, rest = 0, b""
    with archive.open(part) as content:
        while chunk := content.read(_AT_ONCE):
            tags += chunk.count(b"<")
            if tags > _MOST_TAGS:
                raise TooHeavy
            if is_streamed:
                rest = _check_markup(rest + chunk, is_beginning=tags == chunk.count(b"<"))


def _check_markup(markup: bytes, *, is_beginning: bool) -> bytes:
    """Returns what follows the last `<`, with it. Older versions of expat read what they were given of a tag or a
    comment anew with each piece of it: one of 40 MB, which is 40 kB in the archive, takes them minutes.

    Sheets have no comments and the like, in which `<` may stand; and hardly is one in UTF-16, which has zeros."""
    texts = markup.split(b"<")
    odd = [text[:1] for text in texts[1:-1] if text[:1] in (b"!", b"?")]
    if odd != ([b"?"] if is_beginning and odd else []) or b"\0" in markup or max(map(len, texts)) > _LONGEST_TAG:
        raise Unreadable
    return b"<" + texts[-1] if len(texts) > 1 else texts[-1]
