"""A sheet as the answer to a request."""

import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from .writing import Value, csv_chunks, write_xlsx


def sheet_response(
    kind: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str, title: str, widths: Sequence[int]
) -> HttpResponseBase:
    """A csv file, written while it is sent, or an xlsx file; named after `name` and today."""
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "csv":
        attached = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        chunks = csv_chunks(headings, rows)
        return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=attached)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    write_xlsx(file, headings, rows, title=title, widths=widths)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name)
