"""Editors with Excel: they export a list, change cells, and upload what they have."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

EXPORT = "/admin/goods/sku/sheet/export/"
IMPORT = "/admin/goods/sku/sheet/import/"


def download(desk, form="csv", query=""):
    response = desk.post(EXPORT + query, {"form": form})
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content)


def lines_of(content):
    """Each row as a dict by its heading."""
    if content.startswith(b"PK"):
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def exported(desk, form="csv", query=""):
    return lines_of(download(desk, form, query))


def as_csv(lines, encoding="utf-8-sig"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, lines[0].keys())
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def as_xlsx(lines):
    book, file = Workbook(), io.BytesIO()
    for row in ([*lines[0]], *(list(line.values()) for line in lines)):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def upload(desk, content, name="改价.csv"):
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def preview(desk, lines):
    """The page with the differences, or the one that says why there are none."""
    response = upload(desk, as_csv(lines))
    return desk.get(response.url) if response.status_code == 302 else response


def confirm(desk, page):
    return desk.post(page.request["PATH_INFO"], {"shown": page.context["draft"].shown})


def differences(page):
    """(id, what is changed, old, new) of everything that the page shows."""
    return [(line.sku_id, *move[:3]) for line in page.context["lines"] for move in line.moves]


def problems(page):
    return [tuple(problem) for problem in page.context["problems"]]


def said(response):
    return [str(message) for message in response.context["messages"]]
