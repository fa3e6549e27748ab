"""A sheet of SKUs that an editor uploads: the file as a whole, then each of its cells."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget

from utils import sheets
from utils.sheets import Bounds, Row, SheetRefused

from ..services.sheets import columns
from ..services.sheets.columns import Value
from ..services.sheets.planning import Plan, Problem, Wish
from .cells import Unusable, cell_of, number_of_sku, seen_stock_of, text_of
from .uploads import SeveralFilesInput

BOUNDS = Bounds(size=8 * 1024 * 1024, unpacked=64 * 1024 * 1024, rows=20_001, columns=60)
MOST_ROWS = BOUNDS.rows - 1


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=_("格式"),
        choices=(("xlsx", _("xlsx（Excel、WPS）")), ("csv", _("csv（UTF-8）"))),
        initial="xlsx",
        widget=UnfoldAdminRadioSelectWidget,
    )


class OneFileInput(SeveralFilesInput):
    allow_multiple_selected = False


class ImportForm(forms.Form):
    """Once it is valid, `wishes` are what its rows say, `found` the problems of those that say nothing usable, and
    `ignored` the headings that are not ours."""

    file = forms.FileField(
        label=_("表格"),
        widget=OneFileInput,
        allow_empty_file=True,  # it gets our sentence
        help_text=_("xlsx 或 csv，不超过 8 MB、20000 行；列的顺序不限，不想改的列可以删掉"),
        error_messages={"required": _("请选择一个文件")},
    )

    def __init__(self, *args: Any, allowed: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.allowed = allowed
        self.wishes: list[Wish] = []
        self.found = Plan()
        self.ignored: list[str] = []

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            rows = sheets.read_rows(file.file, BOUNDS)
            names = self._names(next(rows))
            self._read(rows, names)
        except SheetRefused as refusal:
            raise ValidationError(sheets.sentence_for(refusal, BOUNDS)) from refusal
        if not self.wishes and not self.found.problem_count:
            raise ValidationError(_("表格里只有表头，没有要导入的行。"))
        return file

    def _names(self, row: Row) -> list[str | None]:
        """Of each column the name that we have for it, None where there is none."""
        texts = [text_of(cell) for cell in row.cells]
        names = [columns.named(text) for text in texts]
        names = [name if name in self.allowed else None for name in names]
        self.ignored = [text for text, name in zip(texts, names, strict=True) if text and name is None]
        known = [name for name in names if name]
        if "id" not in known:
            raise ValidationError(
                _("第一行里没有「%(id)s」这一列，认不出是哪些 SKU。"), params={"id": columns.heading("id")}
            )
        if twice := sorted(name for name in set(known) if known.count(name) > 1):
            raise ValidationError(_("「%(column)s」这一列出现了两次。"), params={"column": columns.heading(twice[0])})
        if not set(known) & set(columns.EDITED):
            wanted = "、".join(columns.headings(name for name in columns.EDITED if name in self.allowed))
            raise ValidationError(_("没有可以导入的列，可以导入的有：%(columns)s。"), params={"columns": wanted})
        return names

    def _read(self, rows: Iterator[Row], names: list[str | None]) -> None:
        seen: dict[int, int] = {}
        for row in rows:
            cells = dict.fromkeys((name for name in names if name), None)
            cells.update((name, cell) for name, cell in zip(names, row.cells, strict=False) if name)
            try:
                sku_id = number_of_sku(cells["id"])
            except Unusable as problem:
                self.found.refuse(Problem(row.number, "id", str(problem)))
                continue
            if sku_id in seen:
                sentence = _t("编号 %(id)d 在第 %(row)d 行已经有了") % {"id": sku_id, "row": seen[sku_id]}
                self.found.refuse(Problem(row.number, "id", sentence))
                continue
            seen[sku_id] = row.number
            self._take(row.number, sku_id, cells)

    def _take(self, number: int, sku_id: int, cells: dict[str, Any]) -> None:
        values: dict[str, Value] = {}
        problems = []
        for name in columns.EDITED:
            if name in cells:
                try:
                    values[name] = cell_of(name, cells[name])
                except Unusable as problem:
                    problems.append(Problem(number, name, str(problem)))
        try:
            seen_stock = seen_stock_of(cells.get("seen_stock"))
        except Unusable as problem:
            problems.append(Problem(number, "seen_stock", str(problem)))
        for each in problems:
            self.found.refuse(each)
        if not problems:
            self.wishes.append(Wish(number, sku_id, values, seen_stock, text_of(cells.get("mark"))))
