"""Writes sheets row by row, so that their length costs no memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from .texts import neutralised, plain

Value = str | int | Decimal

_ROWS_AT_ONCE = 500


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """UTF-8 behind a byte order mark, by which Excel knows it; a chunk for every few hundred rows."""
    yield b"\xef\xbb\xbf" + _csv([headings])
    source = iter(rows)
    while chunk := list(islice(source, _ROWS_AT_ONCE)):
        yield _csv(chunk)


def write_xlsx(
    file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str, widths: Sequence[int]
) -> None:
    """A workbook with one sheet; its first row stays in sight. `widths` are in characters."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_cell(value) for value in row])
    book.save(file)


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Value) -> Value:
    return neutralised(plain(value)) if isinstance(value, str) else value


def _heading(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_cell(text))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EEEEEE")
    return cell
