"""Sheets of strangers: read within bounds, and written so that nothing in them runs."""

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from utils import sheets
from utils.sheets.texts import neutralised, restored

BOUNDS = sheets.Bounds(size=1_000_000, unpacked=8_000_000, rows=100, columns=5)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def rows_of(content, bounds=BOUNDS):
    return [(row.number, row.cells) for row in sheets.read_rows(io.BytesIO(content), bounds)]


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_part(content, name, part):
    """The same workbook, one part of it replaced."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in old.namelist():
            archive.writestr(each, part if each == name else old.read(each))
        if name not in old.namelist():
            archive.writestr(name, part)
    return new.getvalue()


def written(form, headings, rows):
    if form == "csv":
        return b"".join(sheets.csv_chunks(headings, rows))
    file = io.BytesIO()
    sheets.write_xlsx(file, headings, rows, title="SKU", widths=[10] * len(headings))
    return file.getvalue()


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''x",
    " =1",
    "\t=1",
    "'",
    "'abc",
    "名称",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_like_a_formula_is_neutralised_and_comes_back(text):
    assert restored(neutralised(text)) == text
    assert not neutralised(text).lstrip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_written_is_read_again(form):
    texts = [text for text in DANGEROUS if text == text.strip()]

    found = rows_of(written(form, ["编号", "名称"], [[number, text] for number, text in enumerate(texts)]))

    assert [cells[1] for _number, cells in found] == ["名称", *texts]
    assert [str(cells[0]) for _number, cells in found[1:]] == [str(number) for number in range(len(texts))]


def test_no_cell_of_a_workbook_is_a_formula():
    content = written("xlsx", ["=a"], [["=1+1"], ["#N/A"]])

    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")

    assert (xml.count(b"<f"), xml.count(b"'=1+1")) == (0, 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_control_characters_become_spaces(form):
    assert rows_of(written(form, ["a"], [["x\x00\x0b\r\ny\n"]]))[1] == (2, ["x y"])


def test_prices_keep_their_fen():
    assert b"12.50" in written("csv", ["a"], [[Decimal("12.50")]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_of_excel_and_wps(encoding, delimiter):
    text = f'编号{delimiter}名称\r\n1{delimiter}"某牌{delimiter}手机"\r\n\r\n2{delimiter}㐀\r\n'

    assert rows_of(text.encode(encoding)) == [
        (1, ["编号", "名称"]),
        (2, ["1", f"某牌{delimiter}手机"]),
        (4, ["2", "㐀"]),
    ]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", sheets.Empty),
        (b"\r\n\r\n", sheets.Empty),
        (b",,\r\n", sheets.Empty),
        (workbook(), sheets.Empty),
        (PNG, sheets.NoSheet),
        ("a,b".encode("utf-16"), sheets.NoSheet),
        (b"\xff\xff\xff", sheets.NoSheet),
        (b'a,"b', sheets.Unreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), sheets.Locked),
        (b"PK\x03\x04 and no more", sheets.Unreadable),
        (workbook([1])[:-30], sheets.Unreadable),
        (with_part(workbook([1]), "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"), sheets.Unreadable),
        (with_part(workbook([1]), "xl/worksheets/sheet1.xml", "<x/>"), sheets.Empty),
        (workbook(range(6)), sheets.TooWide),
        (workbook(*[[n] for n in range(101)]), sheets.TooManyRows),
        (b"1\n" * 101, sheets.TooManyRows),
        (b"1" * 1_000_001, sheets.TooHeavy),
        (b'a\n"' + b"x" * 200_000 + b'"', sheets.Unreadable),
    ],
)
def test_what_is_no_sheet_within_the_bounds_is_refused(content, refusal):
    with pytest.raises(sheets.SheetRefused) as refused:
        rows_of(content)

    assert type(refused.value) is refusal


def test_other_archives_are_no_sheets():
    assert_refused(with_part(b"PK\x05\x06" + bytes(18), "word/document.xml", "<x/>"), sheets.NoSheet)


def assert_refused(content, refusal, bounds=BOUNDS):
    with pytest.raises(refusal):
        rows_of(content, bounds)


def test_archive_that_unpacks_to_too_much_is_refused_before_it_is_parsed():
    bomb = with_part(workbook([1]), "xl/worksheets/sheet1.xml", b" " * 9_000_000)

    assert len(bomb) < 20_000
    assert_refused(bomb, sheets.TooHeavy)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_part_with_millions_of_elements_is_refused_before_it_is_parsed(part):
    bomb = with_part(workbook(["a"]), part, b"<x>" + b"<c/>" * 2_500_000 + b"</x>")

    assert_refused(bomb, sheets.TooHeavy, sheets.Bounds(size=1_000_000, unpacked=64_000_000, rows=100, columns=5))


def test_styles_that_would_become_a_huge_tree_are_refused():
    assert_refused(with_part(workbook([1]), "xl/styles.xml", b"<a/>" * 600_000), sheets.TooHeavy)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_are_refused_in_every_part(part):
    content = workbook(["a"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        old = archive.read(part).decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>")

    assert_refused(with_part(content, part, ENTITY + old.replace(">a<", ">&a;<")), sheets.Unreadable)


def test_number_that_is_none_in_a_cell_is_a_broken_file():
    xml = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    row = '<row r="{}"><c r="{}" t="n"><v>{}</v></c></row>'
    for number, cell, value in ((1, "A1", "NaN"), (1, "ZZZZZ1", "1"), ("99999999999", "", "1")):
        broken = xml.format(row.format(number, cell, value))
        assert_refused(with_part(workbook([1]), "xl/worksheets/sheet1.xml", broken), sheets.Unreadable)


def test_first_sheet_in_sight_is_read_whatever_it_says_of_its_size():
    book, file = Workbook(), io.BytesIO()
    book.active.sheet_state = "hidden"
    book.create_sheet("看得见").append(["a", "b"])
    book.active = 1
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").replace(b'"A1:B1"', b'"A1"')

    assert rows_of(with_part(file.getvalue(), "xl/worksheets/sheet2.xml", xml)) == [(1, ["a", "b"])]


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def test_rows_that_are_wide_and_empty_are_refused_before_they_take_minutes():
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(1, 1300))

    assert_refused(with_part(workbook([1]), "xl/worksheets/sheet1.xml", SHEET.format(rows)), sheets.TooHeavy)


def test_text_that_is_longer_than_excel_allows_is_refused_before_many_cells_repeat_it():
    assert rows_of(workbook(["a" * 32_767])) == [(1, ["a" * 32_767])]
    assert_refused(b"a" * 32_768, sheets.Unreadable)
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 32_768}</t></is></c></row>'
    assert_refused(with_part(workbook([1]), "xl/worksheets/sheet1.xml", SHEET.format(cell)), sheets.Unreadable)


LONG = "a" * 5_000_000
LONG_MARKUP = [
    f'<row r="1"><c r="A1" x="{LONG}"/></row>',
    f"<!-- {'<' * 1000}{LONG[:200_000]} -->" * 20,
    f"<? {LONG[:200_000]} ?>" * 20,
    f"<row><![CDATA[{LONG[:200_000]}]]></row>" * 20,
]


@pytest.mark.parametrize("markup", LONG_MARKUP, ids=["attribute", "comment", "instruction", "section"])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_markup_that_a_parser_would_read_from_its_beginning_again_and_again_is_refused(markup, part, encoding):
    bomb = with_part(workbook(["a"]), part, SHEET.format(markup).encode(encoding))

    assert_refused(bomb, sheets.Unreadable, sheets.Bounds(size=1_000_000, unpacked=64_000_000, rows=100, columns=5))
