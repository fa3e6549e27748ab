"""Sheets that people edit in Excel or WPS: read within bounds whoever made them, written row by row."""

from .answering import sheet_response as sheet_response
from .reading import Bounds as Bounds
from .reading import Cell as Cell
from .reading import Row as Row
from .reading import read_rows as read_rows
from .refusals import Empty as Empty
from .refusals import Locked as Locked
from .refusals import NoSheet as NoSheet
from .refusals import SheetRefused as SheetRefused
from .refusals import TooHeavy as TooHeavy
from .refusals import TooManyRows as TooManyRows
from .refusals import TooWide as TooWide
from .refusals import Unreadable as Unreadable
from .sentences import sentence_for as sentence_for
from .texts import plain as plain
from .writing import csv_chunks as csv_chunks
from .writing import write_xlsx as write_xlsx
